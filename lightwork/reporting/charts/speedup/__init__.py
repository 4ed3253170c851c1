"""Charts of speedups, and of what explains them."""
