"""From digests to series: whose runs are repeats of each other, and what they say together.

Which runs of a series did the same work: another version of a workload's source is another.

Which series is what others are compared with.

A fleet by machine model: processor and usable cores, the model with most series first.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeVar

from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP
from lightwork.reporting.machines.comparison import MachineModel, MachineSeries
from lightwork.reporting.machines.digest.run_digest import RunDigest
from lightwork.reporting.machines.series.labels import LONGEST_PART, unique_labels
from lightwork.reporting.machines.series.pooling import (
    between_of,
    evenly,
    logarithm,
    pooled_cases,
    waits_or_computes,
)
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.read.integrity import prefer_finished_run
from lightwork.reporting.stats.change import pooled_runs
from lightwork.reporting.stats.paired_ratios import Crew, Loop
from lightwork.reporting.stats.significance import MeanEstimate
from lightwork.reporting.text.figures import count, listed


def runs_by_loop(runs: Sequence[RunDigest]) -> dict[Loop, list[RunDigest]]:
    """By workload and size the runs, the oldest first, of the version that the newest has."""
    newest: dict[Loop, tuple[str, int]] = {}
    found: dict[Loop, list[RunDigest]] = {}
    for run in reversed(runs):
        for loop, version in _versions(run).items():
            if newest.setdefault(loop, version) == version:
                found.setdefault(loop, []).append(run)
    return {loop: having[::-1] for loop, having in found.items()}


def _versions(run: RunDigest) -> dict[Loop, tuple[str, int]]:
    """Version and items of each workload and size that is a number."""
    return {
        (one.case.workload, one.case.size): (one.workload_version, one.tasks)
        for one in run.cases
        if one.family == SPEEDUP and not one.void
    }


class UnknownBaseline(Exception):
    """No series, or several, are meant by what was typed; the text says which there are."""


def baseline_of(series: Sequence[MachineSeries], named: str | None) -> MachineSeries:
    """The series that ``named`` means: a label, ``machine:1`` or a machine's id.

    Without a name it is the series of most runs, of several such the first. Raises
    `UnknownBaseline`.
    """
    if named is None:
        return max(series, key=lambda one: len(one.runs))  # max gives the first of equals
    for found in (
        [one for one in series if named in (one.label, one.key)],
        [one for one in series if named in (one.machine.id, one.machine.label)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            which = "several have it; name one of"
            raise UnknownBaseline(_words(named, which, found))
    raise UnknownBaseline(_words(named, "expected one of", series))


def _words(named: str, why: str, series: Sequence[MachineSeries]) -> str:
    labels = [f"{one.label!r} ({one.key})" for one in series]
    return f"--baseline: got {named!r}, {why} {listed(labels, 12)}"


def machine_models(series: Sequence[MachineSeries]) -> tuple[MachineModel, ...]:
    """Which series are on the same model."""
    found: dict[str, list[str]] = {}
    for one in series:
        machine = one.machine
        processor = single_line(machine.cpu_model, LONGEST_PART) or "unknown processor"
        name = f"{processor}, {count(machine.usable_cores, 'usable core')}"
        found.setdefault(name, []).append(one.label)
    return tuple(
        MachineModel(name, tuple(labels))
        for name, labels in sorted(found.items(), key=lambda item: -len(item[1]))
    )


#: What tells series apart: the machine, its limits, the Python.
Identity = tuple[object, ...]
Named = TypeVar("Named", Loop, Crew)


def identity(run: RunDigest) -> Identity:
    """Whose repeat a run is. The kernel is none of it: machines are updated."""
    machine, python = run.machine, run.python
    return (
        machine.id, machine.cpu_model, machine.logical_cores,
        machine.usable_cores, machine.affinity_cores, machine.quota_cores,
        python.implementation, python.version, python.gil, python.free_threaded, python.jit,
        python.build_flags,
    )  # fmt: skip


def group(digests: Iterable[RunDigest]) -> list[tuple[RunDigest, ...]]:
    """The runs of each series, the oldest first; the same run given twice counts once."""
    found: dict[Identity, dict[str, RunDigest]] = {}
    for run in digests:
        own = found.setdefault(identity(run), {})
        own[run.run_id] = prefer_finished_run(own.get(run.run_id, run), run)
    return [tuple(sorted(own.values(), key=lambda run: run.saved_at)) for own in found.values()]


def distinct(digests: Iterable[RunDigest]) -> int:
    """How many different runs there are."""
    return len({(identity(run), run.run_id) for run in digests})


def make_series(digests: Iterable[RunDigest]) -> tuple[MachineSeries, ...]:
    """A series for each machine, its limits and its Python, in the order of the digests."""
    groups = group(digests)
    labels = unique_labels([(runs[-1].machine, runs[-1].python) for runs in groups])
    return tuple(
        _series(label, f"machine:{place}", runs)
        for place, (label, runs) in enumerate(zip(labels, groups, strict=True))
    )


def _series(label: str, key: str, runs: tuple[RunDigest, ...]) -> MachineSeries:
    newest, same_work, cases = runs[-1], runs_by_loop(runs), pooled_cases(runs)
    kinds = {(head.case.workload, head.case.size): head.kind for head in cases.heads()}
    loops: dict[int, set[Loop]] = {id(run): set() for run in runs}
    for loop, having in same_work.items():
        for run in having:
            loops[id(run)].add(loop)
    return MachineSeries(
        label=label,
        key=key,
        machine=newest.machine,
        python=newest.python,
        runs=runs,
        cases=cases,
        serial=pooled_figures([_only(run.serial, loops[id(run)]) for run in runs], kinds),
        ceilings=pooled_figures([_only(run.ceilings, loops[id(run)]) for run in runs], kinds),
        between=cases.between,
    )


def _only(figures: Mapping[Named, Estimate], loops: Container[Loop]) -> Mapping[Named, Estimate]:
    """Those of the works of which a run has the newest version."""
    if all((name[0], name[1]) in loops for name in figures):
        return figures
    return {name: one for name, one in figures.items() if (name[0], name[1]) in loops}


def pooled_figures(
    runs: Sequence[Mapping[Named, Estimate]], kinds: Mapping[Loop, str]
) -> Mapping[Named, Estimate]:
    """Figures of several runs, the oldest first, by name; of one run as they are."""
    if len(runs) == 1:
        return runs[0]
    own: dict[Named, list[Estimate]] = {}
    for run in reversed(runs):
        for name, one in run.items():
            own.setdefault(name, []).append(one)
    pooled = {name: found[0]._replace(warnings=()) for name, found in own.items()}
    sorts: dict[str, dict[Named, list[MeanEstimate]]] = {}
    for name, found in own.items():
        centres = _centres(found)
        if len(centres) > 1:
            sorts.setdefault(waits_or_computes(kinds[name[0], name[1]]), {})[name] = centres
    for alike in sorts.values():
        between = between_of(evenly(list(alike.values())))
        pooled.update({name: pooled_runs(centres, between) for name, centres in alike.items()})
    return pooled


def _centres(found: Iterable[Estimate]) -> list[MeanEstimate]:
    return [own for one in found if (own := logarithm(one)) is not None]
