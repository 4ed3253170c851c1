"""WHAT THINGS COST: one file per cost family with FAMILY; ``_names`` are parts of several."""
