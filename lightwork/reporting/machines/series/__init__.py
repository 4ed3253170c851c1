"""Runs of one environment taken together, and kept apart from others."""
