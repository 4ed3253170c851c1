"""What things cost on each machine, in seconds, and as a ratio to the baseline machine.

Costs are seconds, and two machines were never measured at the same time: the interval of a ratio
knows how hosts' speeds drift (`lightwork.reporting.machines.hosts.speed`). Of a cost that is not
significantly above 0 on either machine there is no ratio. Memory does not depend on a host's speed.

Names are those of the one-run report. Costs with one worker are the same thing everywhere. Some
were measured with a worker per usable core only; they are compared as that, and the topic says so.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.machines.comparison import CostRatio, MachineSeries, SecondsRatio
from lightwork.reporting.machines.digest.pooling import logarithms
from lightwork.reporting.machines.digest.run_digest import Key
from lightwork.reporting.machines.hosts.ranking import itself, ratios_to
from lightwork.reporting.machines.hosts.run_speeds import speed_drifts
from lightwork.reporting.machines.hosts.speed import (
    ASSUMED_SPEED_DRIFT,
    ASSUMED_STEADY,
    Speed,
    speed_of,
)
from lightwork.reporting.text.figures import NOT_ABOVE_ZERO
from lightwork.reporting.text.names import RUNGS, label, label_of, simplicity

ONE_WORKER, EACH_CORE, ANY = "1", "a worker per usable core", "any"
EACH = f", {EACH_CORE}"


class Thing(NamedTuple):
    """One topic: which cases it is, and which of their figures."""

    topic: str
    family: str
    quantity: str  # of `CaseDigest`
    workers: str  # `ONE_WORKER`, `EACH_CORE` or `ANY`
    about: Mapping[str, str | int]  # values that keys of the case must have


_START = {"workload": "open_close", "size": "bare"}
_FIRST_RESULT = {"workload": "first_result", "size": "bare"}
THINGS = (
    Thing("Start, 1 worker", "startup", "cost", ONE_WORKER, _START),
    Thing(f"Start{EACH}", "startup", "cost", EACH_CORE, _START),
    Thing("First result, 1 worker", "startup", "cost", ONE_WORKER, _FIRST_RESULT),
    Thing(f"First result{EACH}", "startup", "cost", EACH_CORE, _FIRST_RESULT),
    Thing(f"Dispatch, single{EACH}", "dispatch", "cost", EACH_CORE,
          {"workload": "one_at_a_time", "chunksize": 1}),
    Thing(f"Dispatch, many{EACH}", "dispatch", "cost", EACH_CORE,
          {"workload": "outstanding", "chunksize": 1}),
    Thing("Transfer 1 B", "transfer", "seconds", ANY, {"workload": "bytes", "size": "1B"}),
    Thing("Transfer 1 MiB", "transfer", "seconds", ANY, {"workload": "bytes", "size": "1MiB"}),
    Thing("A shared update, 1 worker at it", "sharing", "seconds", ONE_WORKER, {}),
    Thing(f"A shared update{EACH} at it", "sharing", "seconds", EACH_CORE, {}),
    Thing("Memory, a worker", "memory", "memory", ANY, {"workload": "idle", "size": "bare"}),
)  # fmt: skip


def costs_between(
    series: Sequence[MachineSeries], baseline: MachineSeries
) -> tuple[CostRatio, ...]:
    """Each cost that two series or more have; of a single one each cost that it has."""
    drifts = {one.label: _drift(one) for one in series}
    found = []
    for thing in THINGS:
        by_label = {one.label: _cases_of(one, thing) for one in series}
        for name in dict.fromkeys(name for own in by_label.values() for name in own):
            having = {
                one.label: (one, by_label[one.label][name])
                for one in series
                if name in by_label[one.label]
            }
            if len(having) > 1 or len(series) == 1:
                found.append(_cost(thing, name, having, baseline.label, drifts))
    return tuple(found)


def _drift(series: MachineSeries) -> float:
    """By how much the serial loops of the newest run drifted, in the median."""
    return median(speed_drifts(series.runs[-1]).values() or [0.0])


def _cases_of(series: MachineSeries, thing: Thing) -> dict[str, Key]:
    """The cases that are ``thing`` on this machine, by their mechanism, the simplest first."""
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
    """``Pool.map (spawn)``, ``Value, its own lock (Process, fork)``."""
    if family != "sharing":
        return label(case, "")
    method = "" if case.start_method == "none" else f", {case.start_method}"
    return f"{label_of(case.workload, RUNGS)} ({api_name(case.strategy)}{method})"


def _cost(
    thing: Thing,
    name: str,
    having: Mapping[str, tuple[MachineSeries, Key]],
    baseline: str,
    drifts: Mapping[str, float],
) -> CostRatio:
    costs: dict[str, Estimate] = {}
    speeds: dict[str, Speed] = {}
    steady = thing.quantity == "memory"
    for machine, (series, key) in having.items():
        cost = getattr(series.cases[key], thing.quantity)
        if cost is None:
            continue
        costs[machine] = cost
        figures = (getattr(one, thing.quantity) for one in series.cases.runs(key))
        runs = logarithms(one for one in figures if one is not None)
        if cost.low > 0 and runs:
            assumed, own = (
                (ASSUMED_STEADY, 0.0) if steady else (ASSUMED_SPEED_DRIFT, drifts[machine])
            )
            speeds[machine] = speed_of(runs, own, assumed)
    place = baseline if baseline in having else next(iter(having))
    ratios = tuple(_ratios(costs, speeds, baseline))
    return CostRatio(thing.topic, name, having[place][1], costs, ratios, in_bytes=steady)


def _ratios(
    costs: Mapping[str, Estimate], speeds: Mapping[str, Speed], baseline: str
) -> Iterator[SecondsRatio]:
    """Each over the baseline's, or why there is no ratio."""
    known = {one.series: one for one in ratios_to(speeds, baseline)}
    for machine, cost in costs.items() if baseline in costs else ():
        if machine == baseline:
            yield itself(machine, cost.rounds)
        elif machine in known:
            yield known[machine]
        else:
            where = "here" if machine not in speeds else "on the baseline"
            unknown = Estimate(math.nan, math.nan, math.nan, math.nan, cost.rounds)
            yield SecondsRatio(machine, unknown, f"{NOT_ABOVE_ZERO} {where}")
