"""How report and comparison grow with the number of runs, beside ``pytest-benchmark compare``."""
