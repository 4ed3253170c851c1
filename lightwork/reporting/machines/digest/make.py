"""One run as a digest: the figures of its report, without its rounds.

The same figures as `lightwork.core.intervals` and `lightwork.reporting.stats.significance` give for
one list, of all cases at once (a row of a matrix is a case) in a quarter of the time; list by list
a comparison of 300 files takes 1.37 times as long. All rows are sorted together, and the ranks of
the bounds depend on the number of rounds alone. Rounds that don't count are pushed to the end of
their row, behind the sorted ones.
"""

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from lightwork.core.intervals import (
    CONFIDENCE,
    FEWEST_VALUES,
    LAYOUT_SD,
    NORMAL,
    Estimate,
    inner_weight,
    median_interval,
    rank_of_bound,
    rounds_that_count,
)
from lightwork.core.record import WEAK_SCALING
from lightwork.reporting.machines.digest.run_digest import CaseDigest, RunDigest
from lightwork.reporting.read.saved_run import Commit, SavedCase, SavedRun
from lightwork.reporting.stats.null_control import failed_controls
from lightwork.reporting.stats.paired_ratios import (
    BYTES_OBSERVED,
    WHOLE_WORK,
    ceiling_speedups,
    counted,
    serial_seconds,
)
from lightwork.reporting.stats.significance import TRIMMED, MeanEstimate

UNKNOWN_COMMIT = Commit("", dirty=False, branch="")
Matrix = NDArray[np.float64]
Counts = NDArray[np.int64]


def digest(run: SavedRun) -> RunDigest:
    """What a comparison keeps of ``run``."""
    numbers = [saved for saved in run.cases if not saved.void]
    rows = zip(numbers, _figures(numbers), strict=True)
    return RunDigest(
        file=run.file,
        run_id=run.run_id,
        effort=run.effort,
        command=run.command,
        saved_at=run.saved_at,
        finished=run.finished,
        machine=run.machine,
        python=run.python,
        commit=run.commit or UNKNOWN_COMMIT,
        cases={(saved.family, saved.case): _case(saved, row) for saved, row in rows},
        void={(saved.family, saved.case): saved.void for saved in run.cases if saved.void},
        serial=serial_seconds(run.cases),
        ceilings=ceiling_speedups(run.cases),
        failed_nulls=tuple(failed_controls(run)),
        rounds=sum(len(saved.disturbed) for saved in run.cases),
        disturbed=sum(sum(saved.disturbed) for saved in run.cases),
    )


def _case(saved: SavedCase, row: Sequence[float]) -> CaseDigest:
    """``row`` has value, low and high of each figure, and then the trimmed mean."""
    places, warnings = counted(saved)
    used = len(places)
    warnings = (*warnings, *median_interval([0.0] * min(used, FEWEST_VALUES)).warnings)
    figures = [
        Estimate(value, low, high, CONFIDENCE if low == low else low, used, warnings)
        if value == value
        else None
        for value, low, high in zip(row[0:18:3], row[1:18:3], row[2:18:3], strict=True)
    ]
    mean = MeanEstimate(*row[18:]) if row[18] == row[18] else None
    about = (saved.family, saved.case, saved.kind, saved.tasks, saved.workload_version)
    return CaseDigest._make((*about, *figures, mean, 1))


def _figures(cases: Sequence[SavedCase]) -> list[list[float]]:
    """The rows of `_case`, in the order of the figures of `CaseDigest`."""
    width = max((len(saved.case_seconds) for saved in cases), default=1)
    counts_here = np.zeros((len(cases), width), dtype=bool)  # which rounds count
    for place, saved in enumerate(cases):
        counts_here[place, rounds_that_count(saved.disturbed)] = True
    counts = counts_here.sum(axis=1)
    case = _matrix([saved.case_seconds for saved in cases], width)
    reference = _matrix([saved.reference_seconds for saved in cases], width)
    ceiling = _matrix([saved.ceiling_seconds or () for saved in cases], width)
    memory = _matrix([saved.observed.get(BYTES_OBSERVED, ()) for saved in cases], width)
    whole = np.array([saved.family in WHOLE_WORK for saved in cases], dtype=bool)
    operations = np.where(whole, 1, [saved.tasks or 1 for saved in cases])[:, None]
    times = np.array(
        [saved.case.workers if saved.family == WEAK_SCALING else 1 for saved in cases]
    ).reshape(-1, 1)

    def sorted_rows(values: Matrix) -> Matrix:
        found = np.where(counts_here, values, math.inf)
        found.sort(axis=1)
        return found

    def typical(values: Matrix) -> Matrix:
        return _medians(sorted_rows(values), counts)

    speedup, cost = typical(reference / case * times), typical((case - reference) / operations)
    speedup[~whole], cost[whole] = np.nan, np.nan
    found = np.column_stack(
        [
            typical(case / operations),
            typical(reference / operations),
            _with_layout_bias(speedup),
            _with_layout_bias(typical(ceiling / case)),
            cost,
            typical(memory),
            _trimmed_means(sorted_rows(np.log(case / reference)), counts),
        ]
    )
    rows: list[list[float]] = found.tolist()
    return rows


def _matrix(rows: Sequence[Sequence[float]], width: int) -> Matrix:
    """Rows of different lengths side by side; NaN where a row has no more values."""
    filled = np.full((len(rows), width), math.nan)
    lengths = np.array([len(row) for row in rows], dtype=int)
    filled[np.arange(width) < lengths[:, None]] = np.fromiter(chain.from_iterable(rows), float)
    return filled


def _medians(rows: Matrix, counts: Counts) -> Matrix:
    """Value, low and high of each sorted row, as `median_interval`; rows of no value are NaN."""
    bounds = {count: _bound(count) for count in set(counts.tolist())}
    rank = np.array([bounds[count][0] for count in counts.tolist()], dtype=np.int64)
    inner = np.array([bounds[count][1] for count in counts.tolist()])
    row = np.arange(len(counts))
    some = np.maximum(counts, 1)
    middle = (rows[row, (some - 1) // 2] + rows[row, some // 2]) / 2
    first = np.maximum(rank, 1)  # rank 0 has no interval: any place will do, NaN follows
    outer_low, inner_low = first - 1, np.minimum(first, some - 1)
    outer_high, inner_high = np.maximum(some - first, 0), np.maximum(some - first - 1, 0)
    with np.errstate(invalid="ignore"):  # rows of no value are infinities
        low = (1 - inner) * rows[row, outer_low] + inner * rows[row, inner_low]
        high = (1 - inner) * rows[row, outer_high] + inner * rows[row, inner_high]
    found = np.column_stack([middle, np.minimum(low, middle), np.maximum(high, middle)])
    found[rank == 0, 1:] = math.nan
    found[~np.isfinite(middle)] = math.nan  # no values, which were sorted behind infinities
    return found


def _bound(count: int) -> tuple[int, float]:
    """The rank of the lower bound, and the weight of the next inner value."""
    rank, reached = rank_of_bound(count)
    return rank, inner_weight(count, rank, reached) if rank else 0.0


def _with_layout_bias(found: Matrix) -> Matrix:
    """The same for ratios within rounds, as `ratio_interval`."""
    bias = NORMAL * LAYOUT_SD
    value, low, high = found.T
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.exp(np.hypot(np.log(value / low), bias))
        above = np.exp(np.hypot(np.log(high / value), bias))
    return np.column_stack([value, value / below, value * above])


def _trimmed_means(rows: Matrix, counts: Counts) -> Matrix:
    """Value, variance and freedom of each sorted row's 20 % trimmed mean, as `trimmed_mean`.

    NaN for rows with fewer values than give an interval.
    """
    cut = (TRIMMED * counts).astype(np.int64)
    used = counts - 2 * cut
    place = np.arange(rows.shape[1])
    inside = (place >= cut[:, None]) & (place < (counts - cut)[:, None])
    row = np.arange(len(counts))
    least = rows[row, np.minimum(cut, rows.shape[1] - 1)]
    most = rows[row, np.maximum(counts - cut - 1, 0)]
    values = np.where(inside, rows, 0.0)
    total = values.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (total + cut * (least + most)) / counts
        squares = np.where(inside, (values - middle[:, None]) ** 2, 0.0).sum(axis=1)
        squares += cut * ((least - middle) ** 2 + (most - middle) ** 2)
        freedom = (used - 1).astype(np.float64)
        found = np.column_stack([total / used, squares / (freedom * used), freedom])
    found[counts < FEWEST_VALUES] = math.nan
    return found
