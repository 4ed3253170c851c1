"""numpy.sort of 300,000 numbers: numpy's sorts let go of the GIL for types that hold no objects."""

import numpy as np

ITEMS = list(range(16))
_NUMBERS = np.random.default_rng(1).random(300_000)


def work(item: int) -> float:
    """Sort a copy; the smallest but some."""
    return float(np.sort(_NUMBERS)[item])
