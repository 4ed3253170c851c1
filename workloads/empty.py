"""Nothing: each item comes back as it is.

In the suite because a workload that costs nothing shows what a mechanism costs, measured by the
same means as work: the time of a case is all overhead, and divided by the items it is the price
of handing out one. No mechanism can be faster than the serial loop here.

An item is a whole number; so is the result, so that a lost or swapped item shows.
"""

from lightwork.workload import Size, Workload

SIZES = {"small": Size(96, 3.6e-6), "medium": Size(384, 1.3e-5), "large": Size(3072, 1.0e-4)}


def task(item: int) -> int:
    """Return ``item``."""
    return item


def items(size: str) -> list[int]:
    """Return 0, 1, 2, …"""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[int]:
    """Return 0, 1, 2, …: what comes in goes out."""
    return items(size)


WORKLOAD = Workload(
    kind="empty",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="The items themselves: nothing is computed.",
)
