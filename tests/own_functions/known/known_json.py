"""json.loads: a C scanner that makes Python objects all the way, so it holds the GIL."""

import json

ITEMS = [
    json.dumps([{"a": n, "b": str(n), "c": [n] * 5} for n in range(1000 + number)])
    for number in range(16)
]


def work(item: str) -> int:
    """Parse it, and count."""
    return len(json.loads(item))
