"""The function that all tools of the study measure: 100 equal tasks of pure Python, about 20 ms.

A level of 1.05 does 105 of them, so that its truth is 1.05 by arithmetic. A task is
trial divisions as in the workload ``prime_count``, the same number for every item.
"""

from workloads.prime_count import ODD_DIVISORS

TASKS = 100
ITEMS = list(range(100_001, 100_001 + 2 * TASKS, 2))
TENTH_MORE, TWENTIETH_MORE = 1.10, 1.05
#: Passes over the divisors; twenty take about 0.2 ms.
PASSES = 20


def task(odd_number: int) -> int:
    """How many of the divisors divide ``odd_number``, counted `PASSES` times."""
    count = 0
    for _ in range(PASSES):
        count += [odd_number % divisor for divisor in ODD_DIVISORS].count(0)
    return count


def expected(odd_number: int) -> int:
    """The same without dividing: multiples of a divisor, by their distance from the one before."""
    return PASSES * sum(odd_number in range(0, odd_number + 1, each) for each in ODD_DIVISORS)


def do(level: float) -> list[int]:
    """Do ``level`` times the work."""
    for item in ITEMS[: round((level - 1) * TASKS)]:
        task(item)
    return [task(item) for item in ITEMS]
