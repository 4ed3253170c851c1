"""Waiting for the same time nine times: the nine one-second sleeps of the multiprocessing tutorial.

In the suite for the picture of who worked when. Three workers take nine naps in three waves, and a
tenth second never comes: a person who sees the waves has understood a pool. Nine naps and w
workers take ceil(9 / w) waves, whatever the machine, so the answer is known before it is measured.

An item is how many seconds to wait; so is the result. There is no other source of it than the
item: the point is the time, not the answer.
"""

import time

from lightwork.workload import Size, Workload

NAPS = 9
#: Seconds of a nap at each size.
SECONDS = {"small": 0.02, "medium": 0.05, "large": 1.0}

SIZES = {name: Size(NAPS, NAPS * seconds) for name, seconds in SECONDS.items()}


def task(item: float) -> float:
    """Wait for ``item`` seconds; return them."""
    time.sleep(item)
    return item


async def twin(item: float) -> float:
    """Await ``item`` seconds; return them."""
    import asyncio  # here, as no other worker needs it

    await asyncio.sleep(item)
    return item


def items(size: str) -> list[float]:
    """Return the seconds of a nap nine times."""
    return [SECONDS[size]] * NAPS


def expected(size: str) -> list[float]:
    """Return the items: a wait gives back what it was asked for."""
    return items(size)


WORKLOAD = Workload(
    kind="sleep",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="The items themselves: waiting computes nothing.",
    twin=twin,
)
