"""STREAM triad a = b + s·c on three arrays of 32 MiB: bound by memory bandwidth.

In the suite because more workers do not help where the path to memory is the limit: the GIL is
released and each worker has its own arrays, and still the speedup ends where the bandwidth does
(J. D. McCalpin, STREAM, https://www.cs.virginia.edu/stream/).

With i from 0 to 4,191,232 the arrays are b[i] = i and c[i] = 4,191,233 − i; an item is s. numpy
does it in two passes, a = s·c and a = a + b: 160 MiB of traffic an item as the program sees it.
Each worker makes its 96 MiB once and keeps them, so that a warm round faults no page in; a cold
round pays for them: 20 ms, up to 200 where a virtual machine has to ask its host for the pages.

The three arrays together are larger than the last-level cache of most machines. Where it is
larger than 96 MiB (stacked caches, big server sockets), one worker stays within it and several
do not: the serial loop then is faster than memory, and speedups come out lower than STREAM's own.
To judge such a machine take the ceiling, which has one set of arrays per worker as well.

A result is the sum of 1,025 elements of a, every 4,093rd from the first to the last. Reading all
would cost a quarter of the triad; these lie in other pages and at ever other places in them, each
item writes other values, and a call of numpy does all of an array or none.

The expected sum is exact in closed form: with the sampled i = 4093·j, j from 0 to 1024, it is
Σi + s·Σ(4,191,233 − i), whole numbers below 2**53 throughout.
"""

import threading
from typing import Any

from lightwork.workload import Size, Workload

#: Prime, so that the samples fall on every position within a page and a cache line.
STRIDE = 4093
SAMPLES = 1025
#: The last element is sampled too.
LENGTH = STRIDE * (SAMPLES - 1) + 1

SIZES = {"small": Size(12, 0.048), "medium": Size(24, 0.094), "large": Size(192, 0.78)}

_kept = threading.local()


def task(item: int) -> int:
    """Return the sum of the sampled elements of a = b + ``item``·c."""
    import numpy as np

    a, b, c = _arrays()
    np.multiply(c, item, out=a)
    np.add(a, b, out=a)
    return int(a[::STRIDE].sum())


def _arrays() -> tuple[Any, Any, Any]:
    """Return a (any content), b and c: 32 MiB of doubles each, made once per worker."""
    import numpy as np

    if not hasattr(_kept, "arrays"):
        b = np.arange(LENGTH, dtype=np.float64)
        # ones_like and not empty_like: the pages are to be there before the first triad.
        _kept.arrays = np.ones_like(b), b, LENGTH - b
    arrays: tuple[Any, Any, Any] = _kept.arrays
    return arrays


def items(size: str) -> list[int]:
    """Return the values of s 1, 2, 3, …"""
    return list(range(1, SIZES[size].items + 1))


def expected(size: str) -> list[int]:
    """Return the sums of the samples in closed form."""
    sampled_b = STRIDE * SAMPLES * (SAMPLES - 1) // 2
    sampled_c = SAMPLES * LENGTH - sampled_b
    return [sampled_b + item * sampled_c for item in items(size)]


WORKLOAD = Workload(
    kind="memory",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Closed form: an arithmetic series.",
    imports=("numpy",),
)
