"""From digests to series: whose runs are repeats of each other, and what they say together."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeVar

from benchmarks.intervals import Estimate
from reports.changes import pooled_runs
from reports.machines.comparison import Series
from reports.machines.digests import Crew, Loop, RunDigest
from reports.machines.estimate_centres import logarithm
from reports.machines.labels import unique_labels
from reports.machines.pooling import between_of, evenly, pooled_cases, sort_of
from reports.machines.work_versions import runs_by_loop
from reports.same_run import fuller
from reports.significance import Centre

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
        own[run.run_id] = fuller(own.get(run.run_id, run), run)
    return [tuple(sorted(own.values(), key=lambda run: run.saved_at)) for own in found.values()]


def distinct(digests: Iterable[RunDigest]) -> int:
    """How many different runs there are."""
    return len({(identity(run), run.run_id) for run in digests})


def make_series(digests: Iterable[RunDigest]) -> tuple[Series, ...]:
    """A series for each machine, its limits and its Python, in the order of the digests."""
    groups = group(digests)
    labels = unique_labels([(runs[-1].machine, runs[-1].python) for runs in groups])
    return tuple(
        _series(label, f"machine:{place}", runs)
        for place, (label, runs) in enumerate(zip(labels, groups, strict=True))
    )


def _series(label: str, key: str, runs: tuple[RunDigest, ...]) -> Series:
    newest, same_work, cases = runs[-1], runs_by_loop(runs), pooled_cases(runs)
    kinds = {(head.case.workload, head.case.size): head.kind for head in cases.heads()}
    loops: dict[int, set[Loop]] = {id(run): set() for run in runs}
    for loop, having in same_work.items():
        for run in having:
            loops[id(run)].add(loop)
    return Series(
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
    sorts: dict[str, dict[Named, list[Centre]]] = {}
    for name, found in own.items():
        centres = _centres(found)
        if len(centres) > 1:
            sorts.setdefault(sort_of(kinds[name[0], name[1]]), {})[name] = centres
    for alike in sorts.values():
        between = between_of(evenly(list(alike.values())))
        pooled.update({name: pooled_runs(centres, between) for name, centres in alike.items()})
    return pooled


def _centres(found: Iterable[Estimate]) -> list[Centre]:
    return [own for one in found if (own := logarithm(one)) is not None]
