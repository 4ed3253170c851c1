"""METG: the smallest task at which a mechanism still reaches a share of what is possible.

Minimum effective task granularity, METG(50 %) and any other share, after E. Slaughter, W. Wu, Y. Fu
et al., "Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance", SC20.
Between two granularities the share is read off the curve of a mechanism whose cost per task c is
constant: share = g / (g + c), so that c / g = 1 / share - 1 is a straight line where both axes are
logarithmic. For such a mechanism METG(50 %) is c and METG(90 %) is 9 c, however sparse the points
are; straight lines through the shares, with points a decade apart, gave up to 15 c for the latter.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from benchmarks.intervals import Estimate

#: Shares beyond these are noise (a share can come out above 1) and have no place on such a curve.
LEAST_SHARE, MOST_SHARE = 0.001, 0.99


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
    """Below the smallest granularity that reaches the threshold, where the curve crosses it.

    Infinity where none reaches it, 0 where the finest does.
    """
    shares = [of(point.share) for point in coarse_to_fine]
    last = max((i for i, share in enumerate(shares) if share >= threshold), default=None)
    if last is None:
        return math.inf
    if last == len(shares) - 1:
        return 0.0
    above, below = coarse_to_fine[last : last + 2]
    start, end, wanted = map(_log_cost, (shares[last], shares[last + 1], threshold))
    part = (wanted - start) / (end - start)
    return float(above.granularity * (below.granularity / above.granularity) ** part)


def _log_cost(share: float) -> float:
    """Logarithm of the cost of a task in tasks: of c / g where the share is g / (g + c)."""
    return math.log(1 / min(max(share, LEAST_SHARE), MOST_SHARE) - 1)
