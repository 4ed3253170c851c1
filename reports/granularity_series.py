"""The series of the family granularity: one mechanism, handed ever smaller tasks one by one."""

import math
from typing import NamedTuple

from benchmarks.intervals import Estimate
from reports.analysis import Analysis
from reports.cost_selection import METHODS, named
from reports.costs import CostResult
from reports.mechanisms import simplicity
from reports.metg import Metg, Point, metg
from reports.ranking import WORTHWHILE
from reports.wording import CANT_TELL, seconds

HALF, MOST = 0.5, 0.9
#: Kernels and what they are in words, in the order in which they are told.
KERNELS = {"spin": "Computing", "nap": "Waiting"}


class Series(NamedTuple):
    """The cases of one mechanism from coarse to fine, and its METG."""

    name: str  # "pool (spawn), cold"
    cases: tuple[CostResult, ...]
    half: Metg
    most: Metg
    gains: bool  # whether any granularity is told to be faster than the plain loop

    @property
    def workload(self) -> str:
        return self.cases[0].case.workload

    @property
    def strategy(self) -> str:
        return self.cases[0].case.strategy

    @property
    def at_most(self) -> float:
        """The largest speedup over the plain loop of any granularity."""
        return max(case.estimates["speedup"].value for case in self.cases)

    @property
    def nothing(self) -> str:
        """Whether a series that is not told to gain anything might."""
        return "never" if self.at_most < WORTHWHILE else CANT_TELL

    @property
    def warm(self) -> bool:
        return self.cases[0].case.state == "warm"


def reached(result: CostResult) -> Estimate:
    """What was reached of what is possible: of the ceiling; where there is none, of the workers."""
    return result.share or result.estimates["efficiency"]


def granularity_of(result: CostResult) -> Estimate:
    """Seconds of work in a task, as measured by the plain loop."""
    return result.estimates["granularity"]


def all_series(analysis: Analysis, workload: str) -> list[Series]:
    """Every series of a kernel: warm before cold, then the simplest mechanism first."""
    by_key: dict[tuple[str, str, str, int], list[CostResult]] = {}
    for one in analysis.costs_of("granularity"):
        case = one.case
        if case.workload == workload and case.chunksize == 1:
            key = (case.strategy, case.start_method, case.state, case.workers)
            by_key.setdefault(key, []).append(one)
    counts = {key[3] for key in by_key}
    made = [_series(analysis, found, len(counts) > 1) for found in by_key.values()]
    return sorted(made, key=_order)


def _order(one: Series) -> tuple[object, ...]:
    case = one.cases[0].case
    method = case.start_method
    place = METHODS.index(method) if method in METHODS else len(METHODS)
    return (not one.warm, simplicity(case.strategy), place, method, case.workers)


def _series(analysis: Analysis, found: list[CostResult], name_workers: bool) -> Series:
    ordered = sorted(found, key=lambda one: -granularity_of(one).value)
    case = ordered[0].case
    name = named(analysis, ordered[0]) + (", cold" if case.state == "cold" else "")
    if name_workers:
        name += f", {case.workers}w"
    points = [Point(granularity_of(one).value, reached(one)) for one in ordered]
    speedups = [one.estimates["speedup"] for one in ordered]
    # A series has many points: one of them lies above 1 by chance, but not by a tenth as well.
    told = [s.low > 1 and s.value >= WORTHWHILE for s in speedups if s.bounded]
    return Series(
        name, tuple(ordered), metg(points, HALF), metg(points, MOST), any(told) or not told
    )


def metg_words(found: Metg) -> str:
    """``310 µs [250 µs, 400 µs]``, ``never``, or that it is below everything measured."""
    if found.never:
        # The upper bounds may reach it where the medians don't.
        return "never" if found.low == math.inf else CANT_TELL
    if found.finer:
        certain = found.high == 0
        return f"under {seconds(found.finest)}" + ("" if certain else f" [{_interval(found)}]")
    interval = _interval(found)
    return f"{seconds(found.seconds)} [{interval}]" if interval else seconds(found.seconds)


def _interval(found: Metg) -> str:
    """Its ends; no number where the curves end before they cross."""
    if math.isnan(found.low):
        return "no interval"
    low = f"under {seconds(found.finest)}" if found.low == 0 else seconds(found.low)
    high = "never" if found.high == math.inf else seconds(found.high)
    if found.high == 0:
        high = f"under {seconds(found.finest)}"
    return f"{low}, {high}"
