"""From the rounds of the cost families to numbers with intervals: one `CostResult` per case.

All differences and ratios are taken within rounds first and summarised after, as in `estimates`:

    cost               (case_i - reference_i) / operations   what an operation costs beyond the
                                                             same without the mechanism (EPCC's
                                                             overhead); seconds, may be below 0
    seconds            case_i / operations                   an operation, all in all
    granularity        reference_i / operations              seconds of the work of one operation
    times_reference    case_i / reference_i
    speedup, efficiency, share_of_ceiling                    as in `estimates`

and the median of everything that was observed beside seconds, by its name in
``lightwork.core.record.OBSERVED``. Source of ``cost``: J. M. Bull, "Measuring synchronisation and
scheduling overheads in OpenMP", EWOMP 1999.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import OBSERVED, Case
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.paired_ratios import WHOLE_WORK, estimates_of

QUANTITIES = (
    "cost", "seconds", "granularity", "times_reference", "speedup", "efficiency",
    "share_of_ceiling", *OBSERVED,
)  # fmt: skip


class CostResult(NamedTuple):
    """What is known of one cost case. A void one has no estimates, and says why."""

    case: Case
    family: str
    kind: str
    operations: int  # in a round
    estimates: Mapping[str, Estimate]
    totals: Mapping[str, float]  # of what was observed, summed over all rounds
    rounds: int  # measured
    disturbed: int  # of these
    warnings: tuple[str, ...]
    void: str

    @property
    def cost(self) -> Estimate:
        return self.estimates["cost"]

    @property
    def seconds(self) -> Estimate:
        return self.estimates["seconds"]

    @property
    def share(self) -> Estimate | None:
        """Share of the ceiling; None where there is no ceiling."""
        return self.estimates.get("share_of_ceiling")


def cost_results(run: SavedRun) -> tuple[CostResult, ...]:
    """A result for each case of the cost families of ``run``, in the file's order."""
    return tuple(_result(saved) for saved in run.cases if saved.family not in WHOLE_WORK)


def _result(saved: SavedCase) -> CostResult:
    estimates = {} if saved.void else estimates_of(saved, QUANTITIES)
    own = estimates["cost"].warnings if estimates else ()
    return CostResult(
        case=saved.case,
        family=saved.family,
        kind=saved.kind,
        operations=saved.tasks,
        estimates=estimates,
        totals={name: sum(values) for name, values in saved.observed.items()},
        rounds=len(saved.case_seconds),
        disturbed=sum(saved.disturbed),
        warnings=(*saved.warnings, *own),
        void=saved.void,
    )
