"""The truth study: known ratios, measured on a real host, idle and busy; see docs/truth.md."""
