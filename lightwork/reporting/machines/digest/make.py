"""One run as a digest: the figures of its report, without its rounds."""

from collections.abc import Sequence

import numpy as np

from lightwork.core.intervals import CONFIDENCE, FEWEST_VALUES, Estimate, median_interval
from lightwork.core.record import WEAK_SCALING
from lightwork.reporting.machines.digest.run_digest import CaseDigest, RunDigest
from lightwork.reporting.machines.digest.vectorised import (
    Matrix,
    flags_of_rounds,
    matrix,
    medians,
    ordered,
    trimmed_means,
    with_layout_bias_by_row,
)
from lightwork.reporting.read.saved_run import Commit, SavedCase, SavedRun
from lightwork.reporting.stats.null_control import failed_controls
from lightwork.reporting.stats.paired_ratios import (
    BYTES_OBSERVED,
    WHOLE_WORK,
    ceiling_speedups,
    counted,
    serial_seconds,
)
from lightwork.reporting.stats.significance import MeanEstimate

UNKNOWN_COMMIT = Commit("", dirty=False, branch="")


def digest(run: SavedRun) -> RunDigest:
    """What a comparison keeps of ``run``."""
    cases = _cases(run.cases)
    return RunDigest(
        file=run.file,
        run_id=run.run_id,
        effort=run.effort,
        command=run.command,
        saved_at=run.saved_at,
        seconds=run.seconds,
        finished=run.finished,
        machine=run.machine,
        python=run.python,
        commit=run.commit or UNKNOWN_COMMIT,
        cases=cases,
        serial=serial_seconds(run.cases),
        ceilings=ceiling_speedups(run.cases),
        failed_nulls=tuple(failed_controls(run)),
        rounds=sum(one.rounds for one in cases),
        disturbed=sum(one.disturbed for one in cases),
    )


def _cases(every: Sequence[SavedCase]) -> list[CaseDigest]:
    """All cases in the file's order, void ones without figures."""
    rows = iter(_figures([saved for saved in every if not saved.void]))
    found = []
    for saved in every:
        one = CaseDigest(
            saved.family, saved.case, saved.kind, saved.tasks, saved.workload_version,
            saved.void or "", len(saved.disturbed), sum(saved.disturbed),
        )  # fmt: skip
        found.append(one if saved.void else _with_figures(one, saved, next(rows)))
    return found


def _with_figures(one: CaseDigest, saved: SavedCase, row: Sequence[float]) -> CaseDigest:
    """``row`` has value, low and high of each figure, and then the centre."""
    places, warnings = counted(saved)
    used = len(places)
    words = (*warnings, *median_interval([0.0] * min(used, FEWEST_VALUES)).warnings)
    figures = [
        Estimate(value, low, high, CONFIDENCE if low == low else low, used, words)
        if value == value
        else None
        for value, low, high in zip(row[0:18:3], row[1:18:3], row[2:18:3], strict=True)
    ]
    centre = MeanEstimate(*row[18:]) if row[18] == row[18] else None
    return CaseDigest._make((*one[:8], *figures, centre))


def _figures(cases: Sequence[SavedCase]) -> list[list[float]]:
    """The rows of `_with_figures`, in the order of the figures of `CaseDigest`."""
    width = max((len(saved.case_seconds) for saved in cases), default=1)
    kept = flags_of_rounds([saved.disturbed for saved in cases], width)
    counts = kept.sum(axis=1)
    case = matrix([saved.case_seconds for saved in cases], width)
    reference = matrix([saved.reference_seconds for saved in cases], width)
    ceiling = matrix([saved.ceiling_seconds or () for saved in cases], width)
    memory = matrix([saved.observed.get(BYTES_OBSERVED, ()) for saved in cases], width)
    whole = np.array([saved.family in WHOLE_WORK for saved in cases], dtype=bool)
    operations = np.where(whole, 1, [saved.tasks or 1 for saved in cases])[:, None]
    times = np.array(
        [saved.case.workers if saved.family == WEAK_SCALING else 1 for saved in cases]
    ).reshape(-1, 1)

    def typical(values: Matrix) -> Matrix:
        return medians(ordered(values, kept), counts)

    speedup, cost = typical(reference / case * times), typical((case - reference) / operations)
    speedup[~whole], cost[whole] = np.nan, np.nan
    found = np.column_stack(
        [
            typical(case / operations),
            typical(reference / operations),
            with_layout_bias_by_row(speedup),
            with_layout_bias_by_row(typical(ceiling / case)),
            cost,
            typical(memory),
            trimmed_means(ordered(np.log(case / reference), kept), counts),
        ]
    )
    rows: list[list[float]] = found.tolist()
    return rows
