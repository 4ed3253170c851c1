"""Which runs of a series did the same work: another version of a workload's source is another."""

from collections.abc import Sequence

from benchmarks.record import SPEEDUP
from reports.machines.digests import Loop, RunDigest


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
