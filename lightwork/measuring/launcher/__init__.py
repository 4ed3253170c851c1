"""A clean process that loads a user's file, and a disposable process for each timed call."""
