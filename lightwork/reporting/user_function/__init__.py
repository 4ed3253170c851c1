"""What is said of a user's own function, and the script to paste."""
