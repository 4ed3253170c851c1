"""What happens in the child process in which a user's function is first tried."""
