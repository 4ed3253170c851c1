"""Charts of speedups and of what explains them: to add one, add a file with ``CHART`` here."""
