"""Which host is faster at what, and what things cost on each."""
