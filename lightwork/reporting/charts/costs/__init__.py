"""Charts of what things cost: to add one, add a file with ``CHART`` here."""
