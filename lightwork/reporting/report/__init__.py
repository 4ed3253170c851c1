"""The report command: what was typed, one run, several runs, a pack."""
