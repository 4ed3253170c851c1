"""re.findall: the matching engine (_sre) holds the GIL."""

import re

ITEMS = [" ".join(str(n * 7919 % 100_003) for n in range(20_000 + k)) for k in range(16)]
PATTERN = re.compile(r"\b1\d*7\b")


def work(item: str) -> int:
    """Count the words that match."""
    return len(PATTERN.findall(item))
