"""How many cores there are, by each that tells: Python, affinity, quota, and what was measured."""

from collections.abc import Iterator

from benchmarks.intervals import Estimate
from reports.analysis import Analysis
from reports.estimates import COMPUTING
from reports.saved import Machine
from reports.wording import count, listed, times_between


def core_counts(analysis: Analysis) -> str:
    """``os.cpu_count() 2, affinity 1, no quota: 1 usable; independent processes reached ...``."""
    machine = analysis.run.machine
    told = f"{', '.join(_told(machine))}: {machine.usable_cores} usable"
    if machine.sustained_cores < machine.usable_cores:
        told += f", {machine.sustained_cores:.3g} in the long run"
    return f"{told}; {_measured(analysis)}"


def _told(machine: Machine) -> Iterator[str]:
    yield f"os.cpu_count() {machine.logical_cores}"
    if machine.process_cores is not None:
        yield f"os.process_cpu_count() {machine.process_cores}"
    if machine.affinity_cores is not None:
        yield f"affinity {machine.affinity_cores}"
    quota = machine.quota_cores
    yield "no quota" if quota is None else f"quota {quota:.3g}"


def _measured(analysis: Analysis) -> str:
    """What independent processes reached at the first computing work, by workers."""
    for kind in COMPUTING:
        for work in analysis.works:
            reached = {k: e for (w, k), e in analysis.ceilings.items() if w == work}
            if work.kind == kind and reached:
                words = listed([_reached(reached[k], k) for k in _shown(reached, analysis.usable)])
                return f"independent processes reached {words} ({analysis.name(work)})"
    return "what independent processes reach was not measured"


def _reached(ceiling: Estimate, workers: int) -> str:
    return f"{times_between(ceiling)} with {count(workers, 'worker')}"


def _shown(reached: dict[int, Estimate], usable: int) -> list[int]:
    """The measured number of workers nearest below the usable cores, and the largest."""
    at_most = [workers for workers in reached if workers <= usable] or [min(reached)]
    return sorted({max(at_most), max(reached)})
