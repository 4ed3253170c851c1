"""Estimates as centres of logarithms, so that several can be pooled and compared."""

import math

import numpy as np
from numpy.typing import NDArray

from benchmarks.intervals import LUCK, NORMAL, Estimate
from reports.significance import Centre

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def centres_of(bounds: Numbers, freedom: Numbers, lucky: Flags | bool) -> Numbers:
    """The logarithms of many figures (value, low, high) with the variance that 95 % show.

    NaN where there is no interval, or where it includes 0 or less. ``lucky`` figures have luck in
    their interval (`benchmarks.intervals.LUCK`), which differences between runs count already.
    """
    value, low, high = bounds.T
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (np.log(high / low) / (2 * NORMAL)) ** 2
        variance = np.where(lucky, np.maximum(variance - LUCK**2, 0.0), variance)
        found = np.column_stack([np.log(value), variance, np.fmax(freedom, 1.0)])
    found[~((low > 0) & np.isfinite(high))] = math.nan
    return found


def logarithm(estimate: Estimate) -> Centre | None:
    """The same of one estimate; an interval of ranks is worth about as many degrees of freedom."""
    value, low, high = estimate[:3]
    if not low > 0 or not math.isfinite(high):
        return None
    variance = (math.log(high / low) / (2 * NORMAL)) ** 2
    return Centre(math.log(value), variance, max(estimate.rounds - 1, 1.0))
