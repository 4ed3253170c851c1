"""Two versions of a function in the same blocks: `versions` finds them, `measure` runs them."""
