"""Tasks of cost families: a known amount of computing or of waiting.

Workers import this module, so it imports next to nothing.
"""

import time

#: Steps of `spin` that take about a microsecond on a 2020s server core. The work is fixed: what a
#: task takes on this host is read off the serial loop of the same round.
STEPS_PER_MICROSECOND = 40


def spin(item: int) -> int:
    """Add up the whole numbers below ``item``, one by one: pure Python that holds the GIL."""
    total = 0
    for number in range(item):
        total += number
    return total


def spun(item: int) -> int:
    """What `spin` gives, by Gauss's formula n (n - 1) / 2."""
    return item * (item - 1) // 2


def nap(item: float) -> float:
    """Wait ``item`` seconds; give them back."""
    time.sleep(item)
    return item


async def async_nap(item: float) -> float:
    """Await ``item`` seconds; give them back."""
    import asyncio  # here, as no other worker needs it

    await asyncio.sleep(item)
    return item
