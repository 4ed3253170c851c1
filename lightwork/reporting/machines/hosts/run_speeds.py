"""The seconds of one series' runs as speeds: of the plain loop, and of the shortest case.

By how much seconds are taken to differ from run to run: what waits does not wander with a host.

Of a round that waits, only what is not waiting does: workers that start, tasks that are handed out.
That is the share by which it misses the speedup that as many workers could reach.

How a host was over all of its runs, for ratios of any of its seconds.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median, stdev
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP, WEAK_SCALING
from lightwork.reporting.decide.preference import may_recommend
from lightwork.reporting.machines.comparison import NO_CHOICE, ComparedWork, MachineSeries, Pooled
from lightwork.reporting.machines.digest.run_digest import CaseDigest, Key, RunDigest
from lightwork.reporting.machines.hosts.speed import (
    ASSUMED_SPEED_DRIFT,
    ASSUMED_STEADY,
    Speed,
    mean_speed,
    speed_of,
)
from lightwork.reporting.machines.series.group import runs_by_loop
from lightwork.reporting.machines.series.pooling import (
    WAITING_WORK,
    PooledCases,
    logarithm,
    waits_or_computes,
)
from lightwork.reporting.stats.paired_ratios import Loop
from lightwork.reporting.stats.significance import MeanEstimate


def assumed_speed_drift(kind: str, cases: Sequence[CaseDigest] = ()) -> float:
    """What is assumed of seconds of one kind of work: of a case's in each run, or of its loop's.

    A standard deviation of the logarithm, as
    `lightwork.reporting.machines.hosts.speed.ASSUMED_SPEED_DRIFT`.
    """
    if waits_or_computes(kind) != WAITING_WORK:
        return ASSUMED_SPEED_DRIFT
    return math.hypot(
        ASSUMED_STEADY,
        ASSUMED_SPEED_DRIFT * median([busy_share_of_waiting(one) for one in cases] or [0.0]),
    )


def busy_share_of_waiting(case: CaseDigest | Pooled) -> float:
    """The share of a waiting case's seconds that is not waiting, from 0 to 1.

    1 - speedup / the highest possible one: as many times as there are workers, or less where the
    last of them find nothing left to do. Of costs, which are not waiting, it is 1.
    """
    if case.family not in (SPEEDUP, WEAK_SCALING) or case.speedup is None:
        return 1.0
    workers, tasks = case.case.workers, case.tasks
    waves = math.ceil(tasks / workers) if case.family == SPEEDUP and tasks else 0
    most = tasks / waves if waves else workers
    return min(1.0, max(0.0, 1 - case.speedup.value / most))


def waiting_speed(waits: Speed, computes: Speed, busy: float) -> Speed:
    """How a host is that waits, but for a share ``busy_share_of_waiting`` of its seconds."""
    return waits._replace(
        wander=waits.wander + busy**2 * computes.wander,
        freedom=min(waits.freedom, computes.freedom) if busy else waits.freedom,
    )


#: Fewest cases that tell by how much the plain loop wandered inside a run.
FEWEST_CASES_FOR_DRIFT = 4


class Speeds(NamedTuple):
    """What one series does each work at."""

    per_core: Mapping[ComparedWork, Speed]
    whole: Mapping[ComparedWork, Speed]
    shortest: Mapping[ComparedWork, Key]
    too_few_rounds: frozenset[ComparedWork]  # those that were measured, without an interval


def speeds_of(series: MachineSeries, works: Sequence[ComparedWork]) -> Speeds:
    """The speeds of ``series`` at all of ``works`` that it has."""
    assert isinstance(series.cases, PooledCases)
    whole, shortest = {}, {}
    keys = shortest_cases(series)
    wander, same_work = speed_drifts(series.runs[-1]), runs_by_loop(series.runs)
    for work in works:
        loop = work[:2]
        within = wander.get(loop, 0.0)
        cases = series.cases.runs(keys[loop]) if loop in keys else []
        together = bounded_logarithms(one.seconds for one in cases if one.seconds is not None)
        if together:
            whole[work] = speed_of(together, within, assumed_speed_drift(work.kind, cases))
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
    series: MachineSeries,
    works: Sequence[ComparedWork],
    wander: Mapping[Loop, float],
    same_work: Mapping[Loop, Sequence[RunDigest]],
) -> dict[ComparedWork, Speed]:
    """The speed of the plain loop of each of ``works`` that has one."""
    found = {}
    for work in works:
        loop = work[:2]
        runs = same_work.get(loop, [])
        alone = bounded_logarithms(run.serial[loop] for run in runs if loop in run.serial)
        if alone and loop in series.serial:
            found[work] = speed_of(alone, wander.get(loop, 0.0), assumed_speed_drift(work.kind))
    return found


def shortest_cases(series: MachineSeries) -> dict[Loop, Key]:
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


def bounded_logarithms(figures: Iterable[Estimate]) -> list[MeanEstimate]:
    """Those that have an interval, as logarithms."""
    return [own for one in figures if (own := logarithm(one)) is not None]


def speed_drifts(run: RunDigest) -> dict[Loop, float]:
    """By how much the plain loop of each work wandered between the cases of a run.

    The standard deviation of the logarithm of its median seconds: each case has rounds of its own,
    so these are the loop's seconds at as many moments of the run.
    """
    found: dict[Loop, list[float]] = {}
    for one in run.cases:
        if one.family == SPEEDUP and one.reference is not None:
            loop = (one.case.workload, one.case.size)
            found.setdefault(loop, []).append(math.log(one.reference.value))
    return {loop: stdev(own) for loop, own in found.items() if len(own) >= FEWEST_CASES_FOR_DRIFT}


class HostDrift(NamedTuple):
    """The mean over a host's works, for their wander alone: who computes, and who waits."""

    computes: Speed
    waits: Speed

    def at(self, pooled: Pooled, quantity: str) -> Speed:
        """How it wandered in a quantity of a case: the plain loop of who waits does only that."""
        if waits_or_computes(pooled.kind) != WAITING_WORK:
            return self.computes
        share = 0.0 if quantity == "reference_seconds" else busy_share_of_waiting(pooled)
        return waiting_speed(self.waits, self.computes, share)


def host_drift(series: MachineSeries) -> HostDrift:
    """The pace of ``series``; of what it has not measured, what is assumed."""
    assert isinstance(series.cases, PooledCases)
    works = dict.fromkeys(
        ComparedWork(head.case.workload, head.case.size, head.kind)
        for head in series.cases.heads()
        if head.family == SPEEDUP
    )
    speeds = per_core_speeds(
        series, list(works), speed_drifts(series.runs[-1]), runs_by_loop(series.runs)
    )
    waits = [one for work, one in speeds.items() if waits_or_computes(work.kind) == WAITING_WORK]
    computes = [one for work, one in speeds.items() if waits_or_computes(work.kind) != WAITING_WORK]
    return HostDrift(_mean(computes, ""), _mean(waits, "sleep"))


def _mean(speeds: list[Speed], kind: str) -> Speed:
    return (
        mean_speed(speeds)
        if speeds
        else speed_of([MeanEstimate(0.0, 0.0, 1.0)], 0.0, assumed_speed_drift(kind))
    )
