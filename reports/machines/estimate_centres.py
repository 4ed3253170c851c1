"""Estimates as centres of logarithms, so that several can be pooled and compared."""

import math

from benchmarks.intervals import LUCK, NORMAL, Estimate
from reports.significance import Centre


def centre_of(
    value: float, low: float, high: float, *, freedom: float, lucky: bool = False
) -> Centre | None:
    """The logarithm of a figure with the variance that its 95 % interval shows.

    None where there is no interval, or where it includes 0 or less. ``lucky`` figures have luck in
    their interval (`benchmarks.intervals.LUCK`), which differences between runs count already.
    """
    if not low > 0 or not math.isfinite(high):
        return None
    variance = (math.log(high / low) / (2 * NORMAL)) ** 2
    if lucky:
        variance = max(variance - LUCK**2, 0.0)
    return Centre(math.log(value), variance, max(freedom, 1.0) if freedom == freedom else 1.0)


def logarithm(estimate: Estimate) -> Centre | None:
    """The same of an estimate; an interval of ranks is worth about as many degrees of freedom."""
    return centre_of(*estimate[:3], freedom=max(estimate.rounds - 1, 1))
