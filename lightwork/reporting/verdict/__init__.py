"""What is said of a run: answers, costs, settings, claims, and how far to trust it."""
