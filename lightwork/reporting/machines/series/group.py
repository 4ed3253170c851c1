"""From digests to series: whose runs are repeats of each other, and what they say together.

Also which series others are compared with, and a fleet by machine model.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP
from lightwork.reporting.machines.comparison import MachineModel, MachineSeries
from lightwork.reporting.machines.digest.pooling import (
    between_of,
    logarithms,
    pooled_cases,
    waits_or_computes,
)
from lightwork.reporting.machines.digest.run_digest import RunDigest
from lightwork.reporting.machines.series.labels import LONGEST_PART, unique_labels
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.stats.change import pooled_runs
from lightwork.reporting.stats.paired_ratios import Crew, Loop
from lightwork.reporting.stats.significance import MeanEstimate
from lightwork.reporting.text.figures import count, listed

#: What tells series apart: the machine, its limits, the Python.
Identity = tuple[object, ...]
Named = TypeVar("Named", Loop, Crew)


class UnknownBaseline(Exception):
    """No series, or several, are meant by what was typed; the text says which there are."""


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
        # Of more cases: it was broken off, saved, and saved again when continued. Else the first.
        own[run.run_id] = max(own.get(run.run_id, run), run, key=_number_of_cases)
    return [tuple(sorted(own.values(), key=lambda run: run.saved_at)) for own in found.values()]


def _number_of_cases(run: RunDigest) -> int:
    return len(run.cases) + len(run.void)


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
    cases = pooled_cases(runs)
    kinds = {(head.case.workload, head.case.size): head.kind for head in cases.heads()}
    return MachineSeries(
        label=label,
        key=key,
        machine=runs[-1].machine,
        python=runs[-1].python,
        runs=runs,
        cases=cases,
        serial=_pooled(of_newest_version(runs, lambda run: run.serial), kinds),
        ceilings=_pooled(of_newest_version(runs, lambda run: run.ceilings), kinds),
    )


def of_newest_version(
    runs: Sequence[RunDigest], figures_of: Callable[[RunDigest], Mapping[Named, Estimate]]
) -> list[dict[Named, Estimate]]:
    """Figures of each run, the oldest first: of works in the version that the newest has."""
    versions = [_versions(run) for run in runs]
    newest = {loop: version for own in versions for loop, version in own.items()}
    return [
        {
            name: one
            for name, one in figures_of(run).items()
            if (loop := (name[0], name[1])) in own and own[loop] == newest[loop]
        }
        for run, own in zip(runs, versions, strict=True)
    ]


def _versions(run: RunDigest) -> dict[Loop, tuple[str, int]]:
    """Version and items of each workload and size that is a number."""
    return {
        (one.case.workload, one.case.size): (one.workload_version, one.tasks)
        for one in run.cases.values()
        if one.family == SPEEDUP
    }


def _pooled(
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
    by_nature: dict[str, dict[Named, list[MeanEstimate]]] = {}
    for name, found in own.items():
        centres = logarithms(found)
        if len(centres) > 1:
            nature = waits_or_computes(kinds[name[0], name[1]])
            by_nature.setdefault(nature, {})[name] = centres
    for alike in by_nature.values():
        between = between_of(list(alike.values()))
        pooled.update({name: pooled_runs(centres, between) for name, centres in alike.items()})
    return pooled


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
            raise UnknownBaseline(_unknown(named, "several have it; name one of", found))
    raise UnknownBaseline(_unknown(named, "expected one of", series))


def _unknown(named: str, why: str, series: Sequence[MachineSeries]) -> str:
    labels = [f"{one.label!r} ({one.key})" for one in series]
    return f"--baseline: got {named!r}, {why} {listed(labels, 12)}"


def machine_models(series: Sequence[MachineSeries]) -> tuple[MachineModel, ...]:
    """Which series are on the same model (processor, usable cores), that of most series first."""
    found: dict[str, list[str]] = {}
    for one in series:
        processor = single_line(one.machine.cpu_model, LONGEST_PART) or "unknown processor"
        name = f"{processor}, {count(one.machine.usable_cores, 'usable core')}"
        found.setdefault(name, []).append(one.label)
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(MachineModel(name, tuple(labels)) for name, labels in ordered)
