"""How heavy a parent is: what its process has loaded and holds before it starts a worker."""

import multiprocessing
from typing import Any

BARE, NUMPY_WEIGHT, NUMPY_PRELOAD, OBJECTS, ARRAY_WEIGHT = (
    "bare",
    "numpy",
    "numpy_preload",
    "objects",
    "array",
)
#: Bytes of data in `OBJECTS` and `ARRAY_WEIGHT`.
HELD_BYTES = 256 * 2**20
#: A float is 24 bytes, 32 as they are allocated, and 8 in the list that holds it.
OBJECT_BYTES = 40
ITEM_BYTES = 8

#: The data. A forked worker inherits it; in one that was started otherwise it is empty.
held: list[Any] = []


def items_in(weight: str, held_bytes: int) -> int:
    """How many numbers there are in so many bytes."""
    return held_bytes // {OBJECTS: OBJECT_BYTES, ARRAY_WEIGHT: ITEM_BYTES}[weight]


def make_heavy(weight: str, held_bytes: int) -> None:
    """Let this process load and hold what the weight says.

    Raises `ValueError` if there is no such weight.
    """
    if weight in (NUMPY_WEIGHT, NUMPY_PRELOAD):
        import numpy

        if weight == NUMPY_PRELOAD:
            multiprocessing.set_forkserver_preload(["numpy"])
    elif weight == OBJECTS:
        held[:] = map(float, range(items_in(weight, held_bytes)))
    elif weight == ARRAY_WEIGHT:
        import numpy

        held[:] = [numpy.arange(items_in(weight, held_bytes), dtype=numpy.float64)]
    elif weight != BARE:
        raise ValueError(f"no such weight of a parent: {weight!r}")


def read() -> float:
    """Read all of the data once, the sum of it; in this process or in a worker that has it."""
    if not held:
        raise LookupError("this process has not inherited the parent's data: only fork gives it")
    return float(sum(held) if isinstance(held[0], float) else held[0].sum())


def sum_of(weight: str, held_bytes: int) -> float:
    """What `read` must give: 0 + 1 + ... + (n - 1), exact in a float."""
    items = items_in(weight, held_bytes)
    return float(items * (items - 1) // 2)
