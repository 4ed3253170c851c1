"""What several strategies share: chunks, how workers start, run, die, and are closed."""
