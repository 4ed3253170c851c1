"""Work that grows with the workers: one `WeakResult` per case of the family weak_scaling.

A case runs as many items as one size has, times the workers; its reference is the serial loop
over one worker's share. Ratios are taken within rounds first and summarised after, as in
`estimates`:

    seconds            case_i
    efficiency         reference_i / case_i             1: p workers do p shares in the time of one
    scaled_speedup     workers * reference_i / case_i   over a serial loop of all shares
    share_of_ceiling   ceiling_i / case_i               absent where there is no ceiling
    serial_fraction    Gustafson's, from the scaled speedup; from two workers on, and only for
                       work that computes: who waits is not serial

Source: J. L. Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31 (1988) 532.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import WEAK_SCALING, Case
from lightwork.reporting.estimates.speedup import OF_A_CASE, cautions
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.paired_ratios import estimates_of
from lightwork.reporting.stats.scaling_laws import gustafson_of
from lightwork.reporting.text.names import COMPUTING

#: What the quantities are called here where the work grows, in the order of the table.
SCALED = {"speedup": "scaled_speedup"}
ORDER = ("seconds", "efficiency", "speedup", "share_of_ceiling")


class WeakResult(NamedTuple):
    """What is known of one case of growing work. A void one has no estimates, and says why."""

    case: Case
    kind: str
    tasks: int  # of all workers
    estimates: Mapping[str, Estimate]
    rounds: int  # measured
    disturbed: int  # of these
    warnings: tuple[str, ...]
    void: str

    @property
    def family(self) -> str:
        return WEAK_SCALING

    @property
    def seconds(self) -> Estimate:
        return self.estimates["seconds"]

    @property
    def efficiency(self) -> Estimate:
        return self.estimates["efficiency"]

    @property
    def serial_fraction(self) -> Estimate | None:
        """Gustafson's; None for one worker and for work that waits."""
        return self.estimates.get("serial_fraction")


def weak_results(run: SavedRun) -> tuple[WeakResult, ...]:
    """A result for each weak-scaling case of ``run``, in the file's order."""
    usable = run.machine.usable_cores
    return tuple(_result(saved, usable) for saved in run.cases if saved.family == WEAK_SCALING)


def _result(saved: SavedCase, usable: int) -> WeakResult:
    estimates: dict[str, Estimate] = {}
    warnings = saved.warnings
    if not saved.void:
        found = estimates_of(saved, OF_A_CASE)
        estimates = {SCALED.get(name, name): found[name] for name in ORDER if name in found}
        workers = saved.case.workers
        if workers > 1 and saved.kind in COMPUTING:
            scaled = estimates["scaled_speedup"]
            estimates["serial_fraction"] = gustafson_of(scaled, workers)
        seconds = estimates["seconds"]
        told = cautions(saved.case, saved.kind, seconds, usable)
        warnings = (*warnings, *seconds.warnings, *told)
    return WeakResult(
        case=saved.case,
        kind=saved.kind,
        tasks=saved.tasks,
        estimates=estimates,
        rounds=len(saved.case_seconds),
        disturbed=sum(saved.disturbed),
        warnings=warnings,
        void=saved.void,
    )
