"""Charts of what things cost."""
