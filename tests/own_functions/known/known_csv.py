"""csv.reader over text in memory: a C parser that makes a list of strings per row: the GIL."""

import csv
import io

ITEMS = [
    "\n".join(f"{n},name {n},{n * 0.5},x" for n in range(5_000 + number)) for number in range(16)
]


def work(item: str) -> int:
    """Count the cells."""
    return sum(map(len, csv.reader(io.StringIO(item))))
