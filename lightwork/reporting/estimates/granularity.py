"""The series of the family granularity: one mechanism, handed ever smaller tasks one by one.

What is said of a series is its METG (minimum effective task granularity), the smallest task at
which it still reaches a share of what is possible, 50 % or any other, after E. Slaughter, W. Wu, Y.
Fu et al., "Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance",
SC20.
Between two granularities the share is read off the curve of a mechanism whose cost per task c is
constant: share = g / (g + c), so that c / g = 1 / share - 1 is a straight line where both axes are
logarithmic. For such a mechanism METG(50 %) is c and METG(90 %) is 9 c, however sparse the points
are; straight lines through the shares, with points a decade apart, gave up to 15 c for the latter.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lightwork.core.decision import INCONCLUSIVE
from lightwork.core.intervals import Estimate
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import simplest_first, strategy_text
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import seconds_text

#: Shares beyond these are noise (a share can come out above 1) and have no place on such a curve.
LEAST_REACHED_SHARE, MOST_REACHED_SHARE = 0.001, 0.99
#: A gain over the serial loop by which a series of tasks is shown to gain anything.
LEAST_GAIN = 1.10
HALF_OF_CEILING, MOST_OF_CEILING = 0.5, 0.9
#: Kernels and what they are in words, in the order in which they are told.
KERNEL_HEADINGS = {"spin": "Computing", "nap": "Waiting"}


class GranularityPoint(NamedTuple):
    """What was reached with tasks of one granularity (seconds of work in a task)."""

    granularity: float
    share: Estimate


class Metg(NamedTuple):
    """Where the curve crosses the threshold, with its interval from ``low`` to ``high``.

    Each is 0 where that is below the finest granularity that was measured, and infinite where no
    granularity reached the share; ``low`` and ``high`` are NaN where a share has no interval.
    """

    threshold: float
    crossing: float
    low: float
    high: float
    finest: float

    @property
    def never(self) -> bool:
        """Whether no granularity reached the share."""
        return self.crossing == math.inf

    @property
    def finer(self) -> bool:
        """Whether all did."""
        return self.crossing == 0

    @property
    def seconds(self) -> float:
        """NaN where `never` or `finer`."""
        return math.nan if self.never or self.finer else self.crossing


def metg(points: Sequence[GranularityPoint], threshold: float) -> Metg:
    """METG(threshold) of the points of one series (one or more, in any order).

    The median curve gives the value. The curve of the upper bounds crosses first (low), that of
    the lower bounds last (high).
    """
    ordered = sorted(points, key=lambda point: -point.granularity)
    value = _crossing(ordered, threshold, lambda share: share.value)
    low = high = math.nan
    if all(point.share.bounded for point in ordered):
        low = _crossing(ordered, threshold, lambda share: share.high)
        high = _crossing(ordered, threshold, lambda share: share.low)
    return Metg(threshold, value, low, high, ordered[-1].granularity)


def _crossing(
    coarse_to_fine: Sequence[GranularityPoint], threshold: float, of: Callable[[Estimate], float]
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
    return math.log(1 / min(max(share, LEAST_REACHED_SHARE), MOST_REACHED_SHARE) - 1)


class GranularitySeries(NamedTuple):
    """The cases of one mechanism from coarse to fine, and its METG."""

    name: str  # "Pool.map (spawn), cold"
    cases: tuple[CaseResult, ...]
    half: Metg
    most: Metg
    gains: bool  # whether any granularity is shown to be faster than the serial loop

    @property
    def workload(self) -> str:
        return self.cases[0].case.workload

    @property
    def strategy(self) -> str:
        return self.cases[0].case.strategy

    @property
    def at_most(self) -> float:
        """The largest speedup over the serial loop of any granularity."""
        return max(case.estimates["speedup"].value for case in self.cases)

    @property
    def nothing(self) -> str:
        """Whether a series that is not shown to gain anything might."""
        return "never" if self.at_most < LEAST_GAIN else INCONCLUSIVE

    @property
    def warm(self) -> bool:
        return self.cases[0].case.state == "warm"


def reached(result: CaseResult) -> Estimate:
    """What was reached of what is possible: of the ceiling; where there is none, of the workers."""
    return result.share or result.estimates["efficiency"]


def granularity_of(result: CaseResult) -> Estimate:
    """Seconds of work in a task, as measured by the serial loop."""
    return result.estimates["granularity"]


def all_series(analysis: Analysis, workload: str) -> list[GranularitySeries]:
    """Every series of a kernel: warm before cold, then the simplest mechanism first."""
    by_key: dict[tuple[str, str, str, int], list[CaseResult]] = {}
    for one in analysis.costs_of("granularity"):
        case = one.case
        if case.workload == workload and case.chunksize == 1:
            key = (case.strategy, case.start_method, case.state, case.workers)
            by_key.setdefault(key, []).append(one)
    counts = {key[3] for key in by_key}
    made = [_series(analysis, found, len(counts) > 1) for found in by_key.values()]
    return sorted(made, key=lambda one: (not one.warm, *simplest_first(one.cases[0])))


def _series(analysis: Analysis, found: list[CaseResult], name_workers: bool) -> GranularitySeries:
    ordered = sorted(found, key=lambda one: -granularity_of(one).value)
    case = ordered[0].case
    name = strategy_text(analysis, ordered[0]) + (", cold" if case.state == "cold" else "")
    if name_workers:
        name += f", {case.workers}w"
    points = [GranularityPoint(granularity_of(one).value, reached(one)) for one in ordered]
    speedups = [one.estimates["speedup"] for one in ordered]
    # A series has many points: one of them lies above 1 by chance, but not by a tenth as well.
    gains = [s.low > 1 and s.value >= LEAST_GAIN for s in speedups if s.bounded]
    return GranularitySeries(
        name,
        tuple(ordered),
        metg(points, HALF_OF_CEILING),
        metg(points, MOST_OF_CEILING),
        any(gains) or not gains,
    )


def metg_text(found: Metg) -> str:
    """``310 µs [250 µs, 400 µs]``, ``never``, or that it is below everything measured."""
    if found.never:
        # The upper bounds may reach it where the medians don't.
        return "never" if found.low == math.inf else INCONCLUSIVE
    if found.finer and found.high == 0:
        return _end(found, 0)
    return f"{_end(found, found.crossing)} [{_interval(found)}]"


def _interval(found: Metg) -> str:
    """Its ends; no number where the curves end before they cross."""
    if math.isnan(found.low):
        return "no interval"
    high = "never" if found.high == math.inf else _end(found, found.high)
    return f"{_end(found, found.low)}, {high}"


def _end(found: Metg, seconds: float) -> str:
    return seconds_text(seconds) if seconds else f"under {seconds_text(found.finest)}"
