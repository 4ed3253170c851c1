"""The seconds of one series' runs as speeds: of the plain loop, and of the shortest case."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import stdev
from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import SPEEDUP
from reports.allowed_workers import may_recommend
from reports.machines.compact import QUANTITIES, CompactCases
from reports.machines.comparison import NO_CHOICE, Series, Work
from reports.machines.digests import Key, Loop, RunDigest
from reports.machines.estimate_centres import logarithm
from reports.machines.host_speed import ASSUMED, ASSUMED_STEADY, Speed, mean_speed, speed_of
from reports.machines.pooled_table import PooledCases
from reports.machines.pooling import WAITS, sort_of
from reports.machines.work_versions import runs_by_loop
from reports.significance import Centre

REFERENCE = 3 * QUANTITIES.index("reference")
#: Fewest cases that tell by how much the plain loop wandered inside a run.
FEWEST_CASES = 4


class Speeds(NamedTuple):
    """What one series does each work at."""

    per_core: Mapping[Work, Speed]
    whole: Mapping[Work, Speed]
    shortest: Mapping[Work, Key]


def speeds_of(series: Series, works: Sequence[Work]) -> Speeds:
    """The speeds of ``series`` at all of ``works`` that it has."""
    whole, shortest = {}, {}
    keys = shortest_cases(series)
    wander, same_work = wanders(series.runs[-1]), runs_by_loop(series.runs)
    for work in works:
        loop = work[:2]
        runs, within = same_work.get(loop, []), wander.get(loop, 0.0)
        together = centres(_seconds(runs, keys[loop])) if loop in keys else []
        if together:
            whole[work], shortest[work] = speed_of(together, within), keys[loop]
    return Speeds(_per_core(series, works, wander, same_work), whole, shortest)


def _per_core(
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
            assumed = ASSUMED_STEADY if sort_of(work.kind) == WAITS else ASSUMED
            found[work] = speed_of(alone, wander.get(loop, 0.0), assumed)
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


def _seconds(runs: Iterable[RunDigest], key: Key) -> Iterable[Estimate]:
    for run in runs:
        assert isinstance(run.cases, CompactCases)
        row = run.cases.layout.rows.get(key)
        found = run.cases[row].seconds if row is not None else None
        if found is not None:
            yield found


def centres(figures: Iterable[Estimate]) -> list[Centre]:
    """Those that have an interval, as logarithms."""
    return [own for one in figures if (own := logarithm(one)) is not None]


def wanders(run: RunDigest) -> dict[Loop, float]:
    """By how much the plain loop of each work wandered between the cases of a run.

    The standard deviation of the logarithm of its median seconds: each case has rounds of its own,
    so these are the loop's seconds at as many moments of the run.
    """
    assert isinstance(run.cases, CompactCases)
    found: dict[Loop, list[float]] = {}
    for head, row in zip(run.cases.layout.heads, run.cases.numbers, strict=True):
        if head.family == SPEEDUP and not head.void:
            loop = (head.case.workload, head.case.size)
            found.setdefault(loop, []).append(math.log(row[REFERENCE]))
    return {loop: stdev(own) for loop, own in found.items() if len(own) >= FEWEST_CASES}


def host_speed(series: Series) -> Speed:
    """How a host was over all of its runs: the mean over its works, for their wander alone."""
    works = [Work(workload, size, "") for workload, size in series.serial]
    wander, same_work = wanders(series.runs[-1]), runs_by_loop(series.runs)
    speeds = list(_per_core(series, works, wander, same_work).values())
    return mean_speed(speeds) if speeds else speed_of([Centre(0.0, 0.0, 1.0)], 0.0)
