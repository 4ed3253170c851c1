"""Formulas: p-values, paired ratios, changes between runs, laws of scaling."""
