"""statistics.stdev: exact fractions in pure Python, so it holds the GIL."""

import statistics

ITEMS = [[(n * 7919 % 1000) / 8 for n in range(1_500 + number)] for number in range(16)]


def work(item: list[float]) -> float:
    """Their standard deviation."""
    return statistics.stdev(item)
