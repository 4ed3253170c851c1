"""Two versions compared for continuous integration: what fails, and what can't be told."""
