"""What things cost on each machine, in seconds, and as a ratio to the baseline machine.

Costs are seconds, and two machines were never measured in the same moments: the interval of a ratio
knows how hosts' speeds wander (`lightwork.reporting.machines.hosts.speed`). Of a cost that is not
told from 0 on either machine there is no ratio. Memory does not wander with a host's speed.

Which costs are compared between machines, under the names that the one-run report has.

Costs with one worker are the same thing everywhere. Some were measured with a worker per usable
core only; they are compared as that, and the topic says so.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.core.record import Case
from lightwork.reporting.machines.comparison import CostRatio, MachineSeries, SecondsRatio
from lightwork.reporting.machines.digest.run_digest import Key
from lightwork.reporting.machines.hosts.ranking import ITSELF
from lightwork.reporting.machines.hosts.run_speeds import bounded_logarithms, speed_drifts
from lightwork.reporting.machines.hosts.speed import (
    ASSUMED_SPEED_DRIFT,
    ASSUMED_STEADY,
    Speed,
    ratio_of,
    speed_of,
    why,
)
from lightwork.reporting.machines.series.pooling import PooledCases
from lightwork.reporting.text.figures import NOT_ABOVE_ZERO
from lightwork.reporting.text.names import RUNGS, label_of, simplicity

ONE_WORKER, EACH_CORE, ANY = "1", "a worker per usable core", "any"
EACH = f", {EACH_CORE}"


class Thing(NamedTuple):
    """One topic: which cases it is, and which of their figures."""

    topic: str
    family: str
    quantity: str  # of `Pooled`
    workers: str  # `ONE_WORKER`, `EACH_CORE` or `ANY`
    about: Mapping[str, str | int]  # values that keys of the case must have


def _start(topic: str, workload: str, workers: str, words: str) -> Thing:
    about = {"workload": workload, "size": "bare"}
    return Thing(f"{topic}, {words}", "startup", "cost", workers, about)


THINGS = (
    _start("Start", "open_close", ONE_WORKER, "1 worker"),
    _start("Start", "open_close", EACH_CORE, EACH_CORE),
    _start("First result", "first_result", ONE_WORKER, "1 worker"),
    _start("First result", "first_result", EACH_CORE, EACH_CORE),
    Thing(f"A task, alone{EACH}", "dispatch", "cost", EACH_CORE,
          {"workload": "one_at_a_time", "chunksize": 1}),
    Thing(f"A task of many{EACH}", "dispatch", "cost", EACH_CORE,
          {"workload": "outstanding", "chunksize": 1}),
    Thing("Carry 1 B", "transfer", "seconds", ANY, {"workload": "bytes", "size": "1B"}),
    Thing("Carry 1 MiB", "transfer", "seconds", ANY, {"workload": "bytes", "size": "1MiB"}),
    Thing("A shared update, 1 worker at it", "sharing", "seconds", ONE_WORKER, {}),
    Thing(f"A shared update{EACH} at it", "sharing", "seconds", EACH_CORE, {}),
    Thing("Memory, a worker", "memory", "memory", ANY, {"workload": "idle", "size": "bare"}),
)  # fmt: skip


def things_of(series: MachineSeries, thing: Thing) -> dict[str, Key]:
    """The cases that are ``thing`` on this machine, by their mechanism, the simplest first."""
    assert isinstance(series.cases, PooledCases)
    found: dict[str, Key] = {}
    usable = series.machine.usable_cores
    for head in series.cases.heads():
        if head.family == thing.family and _fits(head.case, thing, usable):
            found.setdefault(_name(head.family, head.case), head.key)
    return dict(sorted(found.items(), key=lambda item: (*simplicity(item[1][1].strategy), item[0])))


def _fits(case: Case, thing: Thing, usable: int) -> bool:
    workers = {ONE_WORKER: case.workers == 1, EACH_CORE: case.workers == usable > 1, ANY: True}
    return workers[thing.workers] and all(
        getattr(case, key) == value for key, value in thing.about.items()
    )


def _name(family: str, case: Case) -> str:
    """``pool (spawn)``, ``Value, its own lock (process, fork)``."""
    method = "" if case.start_method == "none" else case.start_method
    if family == "sharing":
        return (
            f"{label_of(case.workload, RUNGS)} ({', '.join(filter(None, (case.strategy, method)))})"
        )
    return f"{case.strategy} ({method})" if method else case.strategy


CostFigures = Mapping[str, tuple[MachineSeries, Key]]


def costs_between(
    series: Sequence[MachineSeries], baseline: MachineSeries
) -> tuple[CostRatio, ...]:
    """Each cost that two series or more have; of a single one each cost that it has."""
    within = {one.label: _within(one) for one in series}
    found = []
    for thing in THINGS:
        by_label = {one.label: things_of(one, thing) for one in series}
        names = dict.fromkeys(name for own in by_label.values() for name in own)
        for name in names:
            having: CostFigures = {
                one.label: (one, by_label[one.label][name])
                for one in series
                if name in by_label[one.label]
            }
            if len(having) > 1 or len(series) == 1:
                found.append(_ratio(thing, name, having, baseline.label, within))
    return tuple(found)


def _within(series: MachineSeries) -> float:
    """By how much the plain loops of the newest run wandered, in the median."""
    found = list(speed_drifts(series.runs[-1]).values())
    return median(found) if found else 0.0


def _ratio(
    thing: Thing, name: str, having: CostFigures, baseline: str, within: Mapping[str, float]
) -> CostRatio:
    costs: dict[str, Estimate] = {}
    speeds: dict[str, Speed] = {}
    steady = thing.quantity == "memory"
    for label, (series, key) in having.items():
        cost = getattr(series.cases[key], thing.quantity)
        if cost is None:
            continue
        costs[label] = cost
        runs = bounded_logarithms(_of_runs(series, key, thing.quantity))
        if cost.low > 0 and runs:
            assumed, own = (ASSUMED_STEADY, 0.0) if steady else (ASSUMED_SPEED_DRIFT, within[label])
            speeds[label] = speed_of(runs, own, assumed)
    place = baseline if baseline in having else next(iter(having))
    key = having[place][1]
    return CostRatio(
        thing.topic, name, key, costs, tuple(_ratios(costs, speeds, baseline)), in_bytes=steady
    )


def _ratios(
    costs: Mapping[str, Estimate], speeds: Mapping[str, Speed], baseline: str
) -> Iterator[SecondsRatio]:
    """Each over the baseline's, or why there is no ratio."""
    if baseline not in costs:
        return
    for label in costs:
        if label == baseline:
            yield SecondsRatio(
                label, Estimate(1.0, 1.0, 1.0, CONFIDENCE, costs[label].rounds), ITSELF
            )
        elif label in speeds and baseline in speeds:
            here, there = speeds[label], speeds[baseline]
            yield SecondsRatio(label, ratio_of(here, there), why(here, there))
        else:
            where = "here" if label not in speeds else "on the baseline"
            yield SecondsRatio(label, _unknown(costs[label].rounds), f"{NOT_ABOVE_ZERO} {where}")


def _unknown(rounds: int) -> Estimate:
    nan = math.nan
    return Estimate(nan, nan, nan, nan, rounds)


def _of_runs(series: MachineSeries, key: Key, quantity: str) -> Iterator[Estimate]:
    """The figure of a case in each run, of the version that the newest has."""
    assert isinstance(series.cases, PooledCases)
    for one in series.cases.runs(key):
        found: Estimate | None = getattr(one, quantity)
        if found is not None:
            yield found
