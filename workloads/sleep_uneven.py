"""Waiting for 1 to 24 ms an item, most of them short: requests of which a few are slow.

In the suite beside ``sleep``, with the same number of items and the same total, so that the
difference between the two is what unevenness costs: who hands items out in advance ends with the
worker that drew the slow ones. The longest item also bounds the speedup: to 4 at small, 8 at
medium and 64 at large.

Of 24 items 12 wait for 1 ms, 6 for 3 ms, 4 for 6 ms, one for 18 ms and one for 24 ms: 96 ms in
all, 4 ms on average. A size has whole groups of 24, all of it mixed in an order that is the same
everywhere.

An item is how many seconds to wait; so is the result. There is no other source of it than the
item: the point is the time, not the answer.
"""

import time

from lightwork.workload import Size, Workload

GROUP_MILLISECONDS = [1] * 12 + [3] * 6 + [6] * 4 + [18, 24]

SIZES = {"small": Size(24, 0.098), "medium": Size(48, 0.197), "large": Size(384, 1.58)}


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
    """Return the waits in seconds, in mixed order."""
    # Imported here, since a worker needs it not. Of all the methods only random() is promised to
    # give the same in every version (https://docs.python.org/3/library/random.html).
    from random import Random

    draw = Random(1).random
    groups = SIZES[size].items // len(GROUP_MILLISECONDS)
    mixed = sorted(GROUP_MILLISECONDS * groups, key=lambda _: draw())
    return [milliseconds / 1000 for milliseconds in mixed]


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
