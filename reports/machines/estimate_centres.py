"""Estimates as centres of logarithms, so that several can be pooled and compared."""

import math

from benchmarks.intervals import LUCK, NORMAL, Estimate
from reports.significance import Centre


def logarithm(
    estimate: Estimate, freedom: float | None = None, *, lucky: bool = False
) -> Centre | None:
    """The logarithm with the variance that 95 % show; None without an interval, or down to 0.

    ``freedom`` defaults to what an interval of ranks is about worth. ``lucky`` figures have luck
    in their interval (`benchmarks.intervals.LUCK`), which differences between runs count already.
    """
    value, low, high = estimate[:3]
    if not low > 0 or not math.isfinite(high):
        return None
    variance = (math.log(high / low) / (2 * NORMAL)) ** 2
    if lucky:
        variance = max(variance - LUCK**2, 0.0)
    own = estimate.rounds - 1 if freedom is None else freedom
    return Centre(math.log(value), variance, max(own, 1.0))
