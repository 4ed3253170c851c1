"""The ladder of shared updates: its rungs, and the workers that climb it together."""
