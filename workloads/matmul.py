"""Product of two 192 × 192 matrices of doubles: BLAS code that releases the GIL.

In the suite as the numeric library at work: 14 million floating-point operations in one call,
operands in the core's own cache. Threads should be as good as processes here, if BLAS does not
start threads of its own; the suite caps BLAS to one by environment, before numpy is loaded.

An item is a whole number s. With i, j, k from 0 to 191 the factors are L[i, k] = s + i − k and
R[k, j] = k + j; the result is the sum of all elements of L·R. Every partial sum is a whole number
below 2**53, so floating point is exact in whatever order BLAS adds.

The expected sum is in closed form. With n = 192, S1 = Σk = n(n − 1)/2 and
S2 = Σk² = n(n − 1)(2n − 1)/6, the columns of L sum to n·s + S1 − n·k, the rows of R to n·k + S1,
and the sum over k of their products is 2·n·S1·(n·s + S1) − n²·S2 − n·S1².
"""

import threading
from typing import Any

from lightwork.workload import Size, Workload

ROWS = 192

SIZES = {"small": Size(96, 0.030), "medium": Size(384, 0.120), "large": Size(3072, 0.97)}

#: Per worker, so that threads do not write into each other's matrices, and so that no round
#: pays for fresh pages: about 1.2 MB each.
_kept = threading.local()


def task(item: int) -> int:
    """Return the sum of the elements of L·R for s = ``item``."""
    import numpy as np

    left_at_zero, left, right, product = _matrices()
    np.add(left_at_zero, item, out=left)
    np.matmul(left, right, out=product)
    return int(product.sum())


def _matrices() -> tuple[Any, Any, Any, Any]:
    """Return L at s = 0, room for L, R, and room for L·R, made once per worker."""
    import numpy as np

    if not hasattr(_kept, "matrices"):
        index = np.arange(ROWS, dtype=np.float64)
        left_at_zero = index[:, None] - index[None, :]
        right = index[:, None] + index[None, :]
        _kept.matrices = left_at_zero, np.empty_like(right), right, np.empty_like(right)
    matrices: tuple[Any, Any, Any, Any] = _kept.matrices
    return matrices


def items(size: str) -> list[int]:
    """Return the values of s 0, 1, 2, …"""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[int]:
    """Return the sums in closed form."""
    first = ROWS * (ROWS - 1) // 2
    second = ROWS * (ROWS - 1) * (2 * ROWS - 1) // 6
    at_zero = 2 * ROWS * first * first - ROWS**2 * second - ROWS * first**2
    return [at_zero + 2 * ROWS**2 * first * item for item in items(size)]


WORKLOAD = Workload(
    kind="native",
    sizes=SIZES,
    items=items,
    task=task,
    expected=expected,
    source="Closed form: sums of whole numbers and of their squares.",
    imports=("numpy",),
)
