"""A race: all candidates of one function in randomised blocks, until it is decided."""
