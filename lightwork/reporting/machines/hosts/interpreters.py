"""Interpreters of one machine side by side: what threads and processes reach under each.

Speedups are ratios within rounds, so they compare across runs. What one thread costs under an
interpreter is seconds of different runs: its interval knows how the host's speed drifts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.comparison import (
    Comparison,
    MachineSeries,
    SecondsRatio,
    best_by_group,
)
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.machines.hosts.ranking import hosts
from lightwork.reporting.machines.series.labels import interpreter_names
from lightwork.reporting.text.names import worker_sort

#: What workers are, in the order in which they are shown; engines are none of the interpreter's.
SORTS = ("threads", "processes", "interpreters")
#: The kind of work of which the GIL decides.
GIL_BOUND_KIND = "cpu"


class Interpreter(NamedTuple):
    """One of them: a series of the machine."""

    series: MachineSeries
    name: str  # "Python 3.14.0, without the GIL"


class OneWork(NamedTuple):
    """One workload under each interpreter: the highest cold speedups of each sort of workers."""

    work: Work
    workers: int  # as many everywhere
    best: tuple[Mapping[str, CaseDigest], ...]  # of each interpreter, by sort
    alone: tuple[SecondsRatio | None, ...]  # seconds of its serial loop, over those of the first


class OneMachine(NamedTuple):
    """Two or more interpreters of one machine under the same limits."""

    label: str  # the machine's, where there are several; else ""
    interpreters: tuple[Interpreter, ...]  # the first is what others are compared with
    works: tuple[OneWork, ...]
    alone: tuple[SecondsRatio, ...]  # serial loops of all these works together; geometric means


def side_by_side(comparison: Comparison) -> tuple[OneMachine, ...]:
    """Each machine that has several interpreters with work in pure Python; none in a fleet."""
    if comparison.is_fleet:
        return ()
    works = [work for work in comparison.works if work.kind == GIL_BOUND_KIND]
    every = [_machine(own, works) for own in _by_machine(comparison) if len(own) > 1]
    found = tuple(machine for machine in every if machine.works)
    return tuple(machine._replace(label="") for machine in found) if len(found) == 1 else found


def _by_machine(comparison: Comparison) -> Iterable[list[MachineSeries]]:
    """Series that differ in the interpreter only, the baseline first."""
    found: dict[tuple[object, ...], list[MachineSeries]] = {}
    for series in comparison.series:
        of = series.machine
        limits = (of.usable_cores, of.affinity_cores, of.quota_cores)
        found.setdefault((of.id, of.cpu_model, of.logical_cores, *limits), []).append(series)
    for own in found.values():
        yield sorted(own, key=lambda one: one.label != comparison.baseline.label)


def _machine(series: Sequence[MachineSeries], works: Sequence[Work]) -> OneMachine:
    compared = hosts(series, series[0], works)
    found = []
    for host in compared.works:
        workers, best = _best(series, host.work)
        if workers:
            alone = {ratio.series: ratio for ratio in host.per_core}
            ratios = tuple(alone.get(one.label) for one in series)
            found.append(OneWork(host.work, workers, best, ratios))
    return OneMachine(
        series[0].machine.label,
        tuple(map(Interpreter, series, interpreter_names([one.python for one in series]))),
        tuple(found),
        compared.kinds[0].per_core.ratios if compared.kinds else (),
    )


def _best(
    series: Sequence[MachineSeries], work: Work
) -> tuple[int, tuple[Mapping[str, CaseDigest], ...]]:
    """At the most workers with which all have run threads: the best of each sort. 0: there is none.

    No more than usable cores: beyond them neither threads nor processes can gain.
    """
    every = [
        best_by_group(one, work, lambda case: (case.workers, worker_sort(case))) for one in series
    ]
    usable = series[0].machine.usable_cores
    most = max(
        (
            workers
            for workers, sort in every[0]
            if sort == "threads" and workers <= usable
            and all((workers, sort) in own for own in every)
        ),
        default=0,
    )  # fmt: skip
    return most, tuple(
        {sort: best for (workers, sort), best in own.items() if workers == most and sort in SORTS}
        for own in every
    )
