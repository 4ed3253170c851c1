"""How a strategy scales on a workload: serial fractions, a law where one is carried, a range.

A law is about workers that compute on a core each. So it gets the points up to the physical cores
(the usable ones where these are fewer or the physical are unknown), and none of a workload that
waits. A recommended number of workers lies within those that were measured and the usable cores.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.intervals import FEWEST, Estimate, overlap
from reports import ranking
from reports.analysis import Analysis, Work
from reports.estimates import COMPUTING, CaseResult
from reports.law_choice import Law, choose_law
from reports.law_fits import Point, point
from reports.laws import karp_flatt_of
from reports.selection import curve
from reports.told import FASTER
from reports.wording import count


class Advice(NamedTuple):
    """How many workers to take: from enough to the most that can help."""

    fewest: int
    most: int
    by_law: bool  # else by measured counts alone
    measured: tuple[int, ...]  # what it was chosen from


class Scaling(NamedTuple):
    """How a strategy scales on ``work``."""

    work: Work
    strategy: str
    cores: int  # up to which workers have a core each
    results: tuple[CaseResult, ...]  # all measured counts, ascending
    points: tuple[Point, ...]  # those that a law may be fitted to
    karp_flatt: Mapping[int, Estimate]  # workers -> serial fraction
    law: Law
    advice: Advice | None  # None where no count is told to be faster than the serial loop


def law_cores(analysis: Analysis) -> tuple[int, str]:
    """Up to how many workers a law may be fitted, and what these cores are."""
    physical = analysis.run.machine.physical_cores
    if physical is None or analysis.usable < physical:
        return analysis.usable, "usable"
    return physical, "physical"


def scaling_of(
    analysis: Analysis, work: Work, strategy: str, state: str = "cold"
) -> Scaling | None:
    """How ``strategy`` scales on ``work``; None for work that waits or where nothing was run."""
    results = curve(analysis, work, strategy, state)
    if work.kind not in COMPUTING or not results:
        return None
    cores, sort = law_cores(analysis)
    within = [one for one in results if one.case.workers <= cores]
    points = _points(analysis, within)
    up_to = f"up to {count(cores, f'{sort} core')}"
    up_to += f" with {FEWEST} rounds each" if len(points) < len(within) else ""
    law = choose_law(points, up_to)
    return Scaling(
        work=work,
        strategy=strategy,
        cores=cores,
        results=tuple(results),
        points=tuple(points),
        karp_flatt={
            one.case.workers: karp_flatt_of(one.speedup, one.case.workers)
            for one in within
            if one.case.workers > 1
        },
        law=law,
        advice=_advice(analysis, work, results, law),
    )


def recommended(analysis: Analysis) -> list[Scaling]:
    """For each workload that computes: how its best strategy scales, cold if that was run."""
    found = []
    for work in analysis.works:
        for state in ("cold", "warm"):
            choice = ranking.choose(analysis, work, state)
            if choice is not None:
                one = scaling_of(analysis, work, choice.best.case.strategy, state)
                found += [one] if one is not None else []
                break
    return found


def _points(analysis: Analysis, results: Sequence[CaseResult]) -> list[Point]:
    """A point for each case with enough rounds."""
    points = []
    for one in results:
        speedups = analysis.calm[one.case].speedups
        if len(speedups) >= FEWEST:
            points.append(point(one.case.workers, speedups))
    return points


def _advice(
    analysis: Analysis, work: Work, results: Sequence[CaseResult], law: Law
) -> Advice | None:
    """By the law if it reaches as far as any measured count does, else by what was measured."""
    usable = [one for one in results if one.case.workers <= analysis.usable]
    if not usable:
        return None
    reach = {one.case.workers: ranking.rank(analysis, work, one).reach for one in usable}
    best = max(reach, key=lambda workers: reach[workers].value)
    if not any(ranking.told(analysis, work, one) == FASTER for one in usable
               if one.case.workers == best):  # fmt: skip
        return None
    as_well = [workers for workers in reach if overlap(reach[workers], reach[best])]
    measured = tuple(reach)
    if law.fit is not None and (best <= law.fit.most or law.fit.most in as_well):
        knee, peak = law.fit.knee, law.fit.peak
        return Advice(round(knee.value), round(peak.value), True, measured)
    return Advice(min([best, *as_well]), best, False, measured)
