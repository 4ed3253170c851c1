"""From the rounds of the cost families to numbers with intervals: one `CaseResult` per case.

All differences and ratios are taken within rounds first and summarised after, as in `speedup`:

    cost               (case_i - reference_i) / operations   what an operation costs beyond the
                                                             same without the mechanism (EPCC's
                                                             overhead); seconds, may be below 0
    seconds            case_i / operations                   an operation, total time
    granularity        reference_i / operations              seconds of the work of one operation
    times_reference    case_i / reference_i
    speedup, efficiency, share_of_ceiling                    as in `speedup`

and the median of everything that was observed beside seconds, by its name in
``lightwork.core.record.OBSERVED``. Source of ``cost``: J. M. Bull, "Measuring synchronisation and
scheduling overheads in OpenMP", EWOMP 1999.
"""

from lightwork.core.record import OBSERVED
from lightwork.reporting.estimates.speedup import CaseResult, result_of
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.stats.paired_ratios import WHOLE_WORK, estimates_of

QUANTITIES = (
    "cost", "seconds", "granularity", "times_reference", "speedup", "efficiency",
    "share_of_ceiling", *OBSERVED,
)  # fmt: skip


def cost_results(run: SavedRun) -> tuple[CaseResult, ...]:
    """A result for each case of the cost families of ``run``, in the file's order."""
    results = []
    for saved in run.cases:
        if saved.family not in WHOLE_WORK:
            found = {} if saved.void else estimates_of(saved, QUANTITIES)
            results.append(result_of(saved, found, found["cost"].warnings if found else ()))
    return tuple(results)
