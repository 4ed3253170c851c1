"""METG: the smallest task at which a mechanism still reaches a share of what is possible.

Minimum effective task granularity, METG(50 %) and any other share, after E. Slaughter, W. Wu, Y. Fu
et al., "Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance", SC20.
Between the measured granularities the share is taken as straight over the logarithm of the
granularity.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from reports.intervals import Estimate


class Point(NamedTuple):
    """What was reached with tasks of one granularity (seconds of work in a task)."""

    granularity: float
    share: Estimate


class Metg(NamedTuple):
    """``seconds`` is NaN where `never` or `finer`; ``low`` to ``high`` is its interval.

    ``low`` is 0 where the interval reaches below the finest granularity that was measured,
    ``high`` is infinite where it can't be ruled out that the share is never reached; both are NaN
    where a share has no interval.
    """

    threshold: float
    seconds: float
    low: float
    high: float
    never: bool  # no granularity reached the share
    finer: bool  # all did: it is below the finest that was measured
    finest: float


def metg(points: Sequence[Point], threshold: float) -> Metg:
    """METG(threshold) of the points of one series (one or more, in any order).

    The median curve gives the value. The curve of the upper bounds crosses first (low), that of
    the lower bounds last (high).
    """
    ordered = sorted(points, key=lambda point: -point.granularity)
    value = _crossing(ordered, threshold, lambda share: share.value)
    bounded = all(point.share.bounded for point in ordered)
    low = _crossing(ordered, threshold, lambda share: share.high) if bounded else math.nan
    high = _crossing(ordered, threshold, lambda share: share.low) if bounded else math.nan
    never, finer = value == math.inf, value == 0.0
    return Metg(
        threshold=threshold,
        seconds=math.nan if never or finer else value,
        low=low,
        high=high,
        never=never,
        finer=finer,
        finest=ordered[-1].granularity,
    )


def _crossing(
    coarse_to_fine: Sequence[Point], threshold: float, of: Callable[[Estimate], float]
) -> float:
    """Where the curve falls below the threshold for the first time from the coarse end.

    Infinity where it starts below, 0 where it never falls. A curve that starts below and rises
    later (the coarsest tasks may be too few to balance) starts where it first reaches it.
    """
    shares = [of(point.share) for point in coarse_to_fine]
    start = next((i for i, share in enumerate(shares) if share >= threshold), None)
    if start is None:
        return math.inf
    for i in range(start + 1, len(shares)):
        if shares[i] < threshold:
            return _between(
                coarse_to_fine[i - 1], coarse_to_fine[i], shares[i - 1 : i + 1], threshold
            )
    return 0.0


def _between(above: Point, below: Point, shares: Sequence[float], threshold: float) -> float:
    part = (shares[0] - threshold) / (shares[0] - shares[1])
    return float(above.granularity * (below.granularity / above.granularity) ** part)
