"""Which costs are compared between machines, under the names that the one-run report has.

Costs with one worker are the same thing everywhere. Some were measured with a worker per usable
core only; they are compared as that, and the topic says so.
"""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.record import Case
from reports.cost_names import RUNGS, worded
from reports.machines.comparison import Series
from reports.machines.digests import Key
from reports.machines.pooling import PooledCases
from reports.mechanisms import simplicity

ONE, EACH_CORE, ANY = "1", "a worker per usable core", "any"
EACH = f", {EACH_CORE}"


class Thing(NamedTuple):
    """One topic: which cases it is, and which of their figures."""

    topic: str
    family: str
    quantity: str  # of `Pooled`
    workers: str  # `ONE`, `EACH_CORE` or `ANY`
    about: Mapping[str, str | int]  # values that keys of the case must have


def _start(topic: str, workload: str, workers: str, words: str) -> Thing:
    about = {"workload": workload, "size": "bare"}
    return Thing(f"{topic}, {words}", "startup", "cost", workers, about)


THINGS = (
    _start("Start", "open_close", ONE, "1 worker"),
    _start("Start", "open_close", EACH_CORE, EACH_CORE),
    _start("First result", "first_result", ONE, "1 worker"),
    _start("First result", "first_result", EACH_CORE, EACH_CORE),
    Thing(f"A task, alone{EACH}", "dispatch", "cost", EACH_CORE,
          {"workload": "one_at_a_time", "chunksize": 1}),
    Thing(f"A task of many{EACH}", "dispatch", "cost", EACH_CORE,
          {"workload": "outstanding", "chunksize": 1}),
    Thing("Carry 1 B", "transfer", "seconds", ANY, {"workload": "bytes", "size": "1B"}),
    Thing("Carry 1 MiB", "transfer", "seconds", ANY, {"workload": "bytes", "size": "1MiB"}),
    Thing("A shared update, 1 worker at it", "sharing", "seconds", ONE, {}),
    Thing(f"A shared update{EACH} at it", "sharing", "seconds", EACH_CORE, {}),
    Thing("Memory, a worker", "memory", "memory", ANY, {"workload": "idle", "size": "bare"}),
)  # fmt: skip


def things_of(series: Series, thing: Thing) -> dict[str, Key]:
    """The cases that are ``thing`` on this machine, by their mechanism, the simplest first."""
    assert isinstance(series.cases, PooledCases)
    found: dict[str, Key] = {}
    usable = series.machine.usable_cores
    for head in series.cases.heads():
        if head.family == thing.family and _fits(head.case, thing, usable):
            found.setdefault(_name(head.family, head.case), head.key)
    return dict(sorted(found.items(), key=lambda item: (*simplicity(item[1][1].strategy), item[0])))


def _fits(case: Case, thing: Thing, usable: int) -> bool:
    workers = {ONE: case.workers == 1, EACH_CORE: case.workers == usable > 1, ANY: True}
    return workers[thing.workers] and all(
        getattr(case, key) == value for key, value in thing.about.items()
    )


def _name(family: str, case: Case) -> str:
    """``pool (spawn)``, ``Value, its own lock (process, fork)``."""
    method = "" if case.start_method == "none" else case.start_method
    if family == "sharing":
        return (
            f"{worded(case.workload, RUNGS)} ({', '.join(filter(None, (case.strategy, method)))})"
        )
    return f"{case.strategy} ({method})" if method else case.strategy
