"""The seconds of one series' runs as speeds: of the plain loop, and of the shortest case."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import stdev
from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import SPEEDUP
from reports.allowed_workers import may_recommend
from reports.machines.comparison import NO_CHOICE, Series, Work
from reports.machines.digests import Key, Loop, RunDigest
from reports.machines.estimate_centres import logarithm
from reports.machines.host_speed import Speed, speed_of
from reports.machines.host_wander import assumed
from reports.machines.pooling import PooledCases
from reports.machines.work_versions import runs_by_loop
from reports.significance import Centre

#: Fewest cases that tell by how much the plain loop wandered inside a run.
FEWEST_CASES = 4


class Speeds(NamedTuple):
    """What one series does each work at."""

    per_core: Mapping[Work, Speed]
    whole: Mapping[Work, Speed]
    shortest: Mapping[Work, Key]
    too_few_rounds: frozenset[Work]  # those that were measured, without an interval


def speeds_of(series: Series, works: Sequence[Work]) -> Speeds:
    """The speeds of ``series`` at all of ``works`` that it has."""
    assert isinstance(series.cases, PooledCases)
    whole, shortest = {}, {}
    keys = shortest_cases(series)
    wander, same_work = wanders(series.runs[-1]), runs_by_loop(series.runs)
    for work in works:
        loop = work[:2]
        within = wander.get(loop, 0.0)
        cases = series.cases.runs(keys[loop]) if loop in keys else []
        together = centres(one.seconds for one in cases if one.seconds is not None)
        if together:
            whole[work] = speed_of(together, within, assumed(work.kind, cases))
            shortest[work] = keys[loop]
    per_core = per_core_speeds(series, works, wander, same_work)
    unbounded = {
        work
        for work in works
        if (work[:2] in keys and work not in whole)
        or (work[:2] in series.serial and work not in per_core)
    }
    return Speeds(per_core, whole, shortest, frozenset(unbounded))


def per_core_speeds(
    series: Series,
    works: Sequence[Work],
    wander: Mapping[Loop, float],
    same_work: Mapping[Loop, Sequence[RunDigest]],
) -> dict[Work, Speed]:
    """The speed of the plain loop of each of ``works`` that has one."""
    found = {}
    for work in works:
        loop = work[:2]
        runs = same_work.get(loop, [])
        alone = centres(run.serial[loop] for run in runs if loop in run.serial)
        if alone and loop in series.serial:
            found[work] = speed_of(alone, wander.get(loop, 0.0), assumed(work.kind))
    return found


def shortest_cases(series: Series) -> dict[Loop, Key]:
    """The case of the fewest seconds by workload and size, among those one could choose."""
    assert isinstance(series.cases, PooledCases)
    best: dict[Loop, tuple[float, Key]] = {}
    for head in series.cases.heads():
        case = head.case
        if (
            head.family == SPEEDUP
            and case.state == "cold"
            and case.strategy not in NO_CHOICE
            and may_recommend(head.kind, case.workers, series.machine)
        ):
            loop = (case.workload, case.size)
            found = (series.cases.seconds(head.key), head.key)
            if loop not in best or found[0] < best[loop][0]:
                best[loop] = found
    return {loop: key for loop, (_, key) in best.items()}


def centres(figures: Iterable[Estimate]) -> list[Centre]:
    """Those that have an interval, as logarithms."""
    return [own for one in figures if (own := logarithm(one)) is not None]


def wanders(run: RunDigest) -> dict[Loop, float]:
    """By how much the plain loop of each work wandered between the cases of a run.

    The standard deviation of the logarithm of its median seconds: each case has rounds of its own,
    so these are the loop's seconds at as many moments of the run.
    """
    found: dict[Loop, list[float]] = {}
    for one in run.cases:
        if one.family == SPEEDUP and one.reference is not None:
            loop = (one.case.workload, one.case.size)
            found.setdefault(loop, []).append(math.log(one.reference.value))
    return {loop: stdev(own) for loop, own in found.items() if len(own) >= FEWEST_CASES}
