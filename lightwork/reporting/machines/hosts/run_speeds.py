"""The seconds of one series' runs as speeds: of the serial loop, and of the shortest case.

Also by how much seconds are taken to differ from run to run, for ratios of any of them. What waits
does not wander with a host's speed: of a round that waits, only what is not waiting does (workers
that start, tasks that are handed out), which is the share by which it misses the speedup that as
many workers could reach.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median, stdev
from typing import NamedTuple

from lightwork.core.record import SPEEDUP, WEAK_SCALING
from lightwork.reporting.decide.decisions import may_recommend
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.comparison import MachineSeries, is_cold_choice
from lightwork.reporting.machines.digest.pooling import WAITING_WORK, logarithms, waits_or_computes
from lightwork.reporting.machines.digest.run_digest import CaseDigest, Key, RunDigest
from lightwork.reporting.machines.hosts.speed import (
    ASSUMED_SPEED_DRIFT,
    ASSUMED_STEADY,
    Speed,
    mean_speed,
    speed_of,
)
from lightwork.reporting.machines.series.group import of_newest_version
from lightwork.reporting.stats.paired_ratios import Loop
from lightwork.reporting.stats.significance import MeanEstimate

#: Fewest cases that show by how much the serial loop drifted inside a run.
FEWEST_CASES_FOR_DRIFT = 4


class Speeds(NamedTuple):
    """What one series does each work at."""

    per_core: Mapping[Work, Speed]
    whole: Mapping[Work, Speed]
    shortest: Mapping[Work, Key]
    too_few_rounds: frozenset[Work]  # those that were measured, without an interval


class HostDrift(NamedTuple):
    """The mean over a host's works, for their drift alone: who computes, and who waits."""

    computes: Speed
    waits: Speed

    def at(self, pooled: CaseDigest, quantity: str) -> Speed:
        """How a quantity of a case drifted: the serial loop of who waits does only that."""
        if waits_or_computes(pooled.kind) != WAITING_WORK:
            return self.computes
        busy = 0.0 if quantity == "reference_seconds" else busy_share_of_waiting(pooled)
        freedom = min(self.waits.freedom, self.computes.freedom) if busy else self.waits.freedom
        drift = self.waits.drift + busy**2 * self.computes.drift
        return self.waits._replace(drift=drift, freedom=freedom)


def speeds_of(series: MachineSeries, works: Sequence[Work]) -> Speeds:
    """The speeds of ``series`` at all of ``works`` that it has."""
    whole, shortest = {}, {}
    keys, drifts = shortest_choices(series), speed_drifts(series.runs[-1])
    for work in works:
        loop = work[:2]
        cases = series.cases.runs(keys[loop]) if loop in keys else []
        together = logarithms(one.seconds for one in cases)
        if together:
            assumed = assumed_speed_drift(work.kind, cases)
            whole[work] = speed_of(together, drifts.get(loop, 0.0), assumed)
            shortest[work] = keys[loop]
    per_core = _per_core_speeds(series, works)
    unbounded = {
        work
        for work in works
        if (work[:2] in keys and work not in whole)
        or (work[:2] in series.serial and work not in per_core)
    }
    return Speeds(per_core, whole, shortest, frozenset(unbounded))


def shortest_choices(series: MachineSeries) -> dict[Loop, Key]:
    """The case of the fewest seconds by workload and size, among those that may be recommended."""
    machine = series.machine
    return shortest_cases(series, lambda head: may_recommend(head.kind, head.case.workers, machine))


def shortest_cases(series: MachineSeries, wanted: Callable[[CaseDigest], bool]) -> dict[Loop, Key]:
    """The cold case of the fewest seconds by workload and size, of those that are ``wanted``."""
    best: dict[Loop, tuple[float, Key]] = {}
    for head in series.cases.heads():
        if is_cold_choice(head.key) and wanted(head):
            loop = head.case[:2]
            found = (series.cases.seconds(head.key), head.key)
            if loop not in best or found[0] < best[loop][0]:
                best[loop] = found
    return {loop: key for loop, (_, key) in best.items()}


def host_drift(series: MachineSeries) -> HostDrift:
    """How the speed of ``series`` drifted; of what it has not measured, what is assumed."""
    works = dict.fromkeys(head.work for head in series.cases.heads() if head.family == SPEEDUP)
    speeds: dict[bool, list[Speed]] = {True: [], False: []}
    for work, speed in _per_core_speeds(series, list(works)).items():
        speeds[waits_or_computes(work.kind) == WAITING_WORK].append(speed)
    return HostDrift(_mean(speeds[False], ""), _mean(speeds[True], "sleep"))


def _mean(speeds: Sequence[Speed], kind: str) -> Speed:
    if speeds:
        return mean_speed(speeds)
    return speed_of([MeanEstimate(0.0, 0.0, 1.0)], 0.0, assumed_speed_drift(kind))


def speed_drifts(run: RunDigest) -> dict[Loop, float]:
    """By how much the serial loop of each work drifted between the cases of a run.

    The standard deviation of the logarithm of its median seconds: each case has rounds of its own,
    so these are the loop's seconds at as many times of the run.
    """
    found: dict[Loop, list[float]] = {}
    for one in run.cases.values():
        if one.family == SPEEDUP:
            loop = (one.case.workload, one.case.size)
            found.setdefault(loop, []).append(math.log(one.reference.value))
    return {loop: stdev(own) for loop, own in found.items() if len(own) >= FEWEST_CASES_FOR_DRIFT}


def assumed_speed_drift(kind: str, cases: Sequence[CaseDigest] = ()) -> float:
    """What is assumed of seconds of one kind of work: of a case's in each run, or of its loop's.

    A standard deviation of the logarithm, as
    `lightwork.reporting.machines.hosts.speed.ASSUMED_SPEED_DRIFT`.
    """
    if waits_or_computes(kind) != WAITING_WORK:
        return ASSUMED_SPEED_DRIFT
    busy = median([busy_share_of_waiting(one) for one in cases] or [0.0])
    return math.hypot(ASSUMED_STEADY, ASSUMED_SPEED_DRIFT * busy)


def busy_share_of_waiting(case: CaseDigest) -> float:
    """The share of a waiting case's seconds that is not waiting, from 0 to 1.

    1 - speedup / the highest possible one: as many times as there are workers, or less where the
    last of them find nothing left to do. Of costs, which are not waiting, it is 1.
    """
    if case.family not in (SPEEDUP, WEAK_SCALING) or case.speedup is None:
        return 1.0
    workers, tasks = case.case.workers, case.tasks
    turns = math.ceil(tasks / workers) if case.family == SPEEDUP and tasks else 0
    most = tasks / turns if turns else workers
    return min(1.0, max(0.0, 1 - case.speedup.value / most))


def _per_core_speeds(series: MachineSeries, works: Sequence[Work]) -> dict[Work, Speed]:
    """The speed of the serial loop of each of ``works`` that has one."""
    serial = of_newest_version(series.runs, lambda run: run.serial)
    drifts, found = speed_drifts(series.runs[-1]), {}
    for work in works:
        loop = work[:2]
        alone = logarithms(own[loop] for own in serial if loop in own)
        if alone and loop in series.serial:
            found[work] = speed_of(alone, drifts.get(loop, 0.0), assumed_speed_drift(work.kind))
    return found
