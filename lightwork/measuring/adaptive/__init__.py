"""Adaptive effort: which cases get more rounds, and within which time."""
