"""Runs of one environment taken together, and told apart from others."""
