"""Waiting for 4 ms an item, all alike: what a network or a disk does to a program.

In the suite as the known answer: waiting takes no core and holds no GIL, so any mechanism should
reach items / ceil(items / workers) over the serial loop, on one core as well as on a hundred. What
is missing from that is the mechanism's own cost and the late wake-up of the operating system
(about 0.1 ms on Linux), which the serial loop pays as well.

An item is how many seconds to wait; so is the result. There is no other source of it than the
item: the point is the time, not the answer.
"""

import time

from lightwork.workload import Size, Workload

SECONDS = 0.004

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
    """Return 0.004 as often as the size has items."""
    return [SECONDS] * SIZES[size].items


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
