"""What is said of several machines, made once for terminal, page and table."""
