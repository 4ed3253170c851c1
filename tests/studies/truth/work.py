"""The function that all tools of the study measure: 100 equal tasks of pure Python, about 10 ms.

A level of 1.05 does 105 of them, so that its truth is 1.05 by arithmetic.
"""

from benchmarks.kernels import spin
from tests.truth_machine import spin_items

TASKS, MICROSECONDS = 100, 100
ITEMS = spin_items(TASKS, MICROSECONDS)
TENTH_MORE, TWENTIETH_MORE = 1.10, 1.05


def do(level: float) -> None:
    """Do ``level`` times the work."""
    for item in ITEMS[: round((level - 1) * TASKS)]:
        spin(item)
    for item in ITEMS:
        spin(item)
