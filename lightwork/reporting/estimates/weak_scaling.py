"""Work that grows with the workers: the results of the family weak_scaling.

A case runs as many items as one size has, times the workers; its reference is the serial loop
over one worker's share. Ratios are taken within rounds first and summarised after, as in
`speedup`:

    seconds            case_i
    efficiency         reference_i / case_i             1: p workers do p shares in the time of one
    scaled_speedup     workers * reference_i / case_i   over a serial loop of all shares
    share_of_ceiling   ceiling_i / case_i               absent where there is no ceiling
    serial_fraction    Gustafson's, from the scaled speedup; from two workers on, and only for
                       work that computes: who waits is not serial

Source: J. L. Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31 (1988) 532.
"""

from lightwork.core.record import WEAK_SCALING
from lightwork.reporting.estimates.speedup import OF_A_CASE, CaseResult, cautions, result_of
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.paired_ratios import estimates_of
from lightwork.reporting.stats.scaling_laws import gustafson_of
from lightwork.reporting.text.names import COMPUTING

#: In the order of the table, in which the speedup is called ``scaled_speedup``.
ORDER = ("seconds", "efficiency", "speedup", "share_of_ceiling")


def weak_results(run: SavedRun) -> tuple[CaseResult, ...]:
    """A result for each weak-scaling case of ``run``, in the file's order."""
    usable = run.machine.usable_cores
    return tuple(_result(saved, usable) for saved in run.cases if saved.family == WEAK_SCALING)


def _result(saved: SavedCase, usable: int) -> CaseResult:
    if saved.void:
        return result_of(saved, {}, ())
    found = estimates_of(saved, OF_A_CASE)
    estimates = {
        "scaled_speedup" if name == "speedup" else name: found[name]
        for name in ORDER
        if name in found
    }
    if saved.case.workers > 1 and saved.kind in COMPUTING:
        estimates["serial_fraction"] = gustafson_of(found["speedup"], saved.case.workers)
    seconds = found["seconds"]
    return result_of(saved, estimates, (*seconds.warnings, *cautions(saved, seconds, usable)))
