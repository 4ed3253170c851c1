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
``benchmarks.record.OBSERVED``. Source of ``cost``: J. M. Bull, "Measuring synchronisation and
scheduling overheads in OpenMP", EWOMP 1999.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.intervals import Estimate, median_interval, ratio_interval
from benchmarks.record import OBSERVED, SPEEDUP, WEAK_SCALING, Case
from reports.estimates import calm_rounds, rounds_by_case
from reports.saved import SavedCase, SavedRun

Values = np.ndarray[Any, np.dtype[np.float64]]

#: Families whose cases run whole workloads; all others measure what an operation costs.
WHOLE_WORK = (SPEEDUP, WEAK_SCALING)


#: Quantities that are ratios within rounds.
RATIOS = ("times_reference", "speedup", "efficiency", "share_of_ceiling")


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


#: Columns of the table that the quantities are made of.
READ = (
    "cost", "case_seconds", "reference_seconds", "speedup", "efficiency", "share_of_ceiling",
    *OBSERVED,
)  # fmt: skip


def cost_results(run: SavedRun, table: pd.DataFrame) -> tuple[CostResult, ...]:
    """A result for each case of the cost families of ``run``, in the file's order."""
    cases = [saved for saved in run.cases if saved.family not in WHOLE_WORK]
    families = dict.fromkeys(saved.family for saved in cases)
    rounds = {family: rounds_by_case(table, family) for family in families}
    # As one array: pandas takes ten times as long for each column of a handful of rounds.
    read = table[list(READ)].to_numpy(dtype=float)
    return tuple(_result(saved, rounds[saved.family].get(saved.case), read) for saved in cases)


def _result(saved: SavedCase, rows: pd.DataFrame | None, read: Values) -> CostResult:
    estimates: dict[str, Estimate] = {}
    warnings = saved.warnings
    if rows is not None and not saved.void:
        rows, own = calm_rounds(rows)
        estimates = {
            name: _estimate(name, values, own)
            for name, values in _quantities(read[rows.index.to_numpy()], saved.tasks)
        }
        warnings = (*warnings, *estimates["cost"].warnings)
    return CostResult(
        case=saved.case,
        family=saved.family,
        kind=saved.kind,
        operations=saved.tasks,
        estimates=estimates,
        totals={name: sum(values) for name, values in saved.observed.items()},
        rounds=len(saved.case_seconds),
        disturbed=sum(saved.disturbed),
        warnings=warnings,
        void=saved.void,
    )


def _quantities(rounds: Values, operations: int) -> Iterable[tuple[str, list[float]]]:
    """Name and values of every quantity that the rounds have; a row of `READ` for each round."""
    read = dict(zip(READ, rounds.T, strict=True))
    columns = {
        "cost": read["cost"],
        "seconds": read["case_seconds"] / operations,
        "granularity": read["reference_seconds"] / operations,
        "times_reference": read["case_seconds"] / read["reference_seconds"],
        "speedup": read["speedup"],
        "efficiency": read["efficiency"],
        "share_of_ceiling": read["share_of_ceiling"],
        **{name: read[name] for name in OBSERVED},
    }
    for name, column in columns.items():
        values = column[~np.isnan(column)].tolist()
        if values:
            yield name, values


def _estimate(name: str, values: list[float], warnings: tuple[str, ...]) -> Estimate:
    estimate = (ratio_interval if name in RATIOS else median_interval)(values)
    return estimate._replace(warnings=warnings + estimate.warnings)
