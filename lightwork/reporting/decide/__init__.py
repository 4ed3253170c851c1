"""What to use, with how many workers, and when not to bother."""
