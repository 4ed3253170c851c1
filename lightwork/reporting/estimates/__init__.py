"""From rounds to numbers with intervals, one case at a time."""
