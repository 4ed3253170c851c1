"""One run as a digest: the figures of its report, without pandas and without its rounds.

Speedup, share, cost, seconds and their intervals are those of `reports.estimates`, `reports.costs`
and `reports.weak_scaling`: the same rounds count, and the same medians are taken of them.
"""

from collections.abc import Sequence

import numpy as np

from benchmarks.record import SPEEDUP, WEAK_SCALING
from reports.machines.calm_rounds import centres, matrix, medians, ordered, with_luck
from reports.machines.compact import QUANTITIES, WIDTH, CompactCases, Head, Layout, Numbers
from reports.machines.digests import Commit, RunDigest
from reports.machines.pooled_rounds import (
    Rounds,
    ceiling_speedups,
    rounds_of,
    serial_seconds,
    warnings_of,
)
from reports.null_control import failed_controls
from reports.paired_ratios import BYTES_OBSERVED
from reports.saved import SavedCase, SavedRun

WHOLE_WORK = (SPEEDUP, WEAK_SCALING)
UNKNOWN = Commit("", dirty=False, branch="")


def digest(run: SavedRun) -> RunDigest:
    """What a comparison keeps of ``run``."""
    numbers = [saved for saved in run.cases if not saved.void]
    rounds = rounds_of(numbers)
    cases = _cases(run.cases, rounds)
    every, disturbed, _ = cases.counts.sum(axis=0).tolist()
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
        commit=run.commit or UNKNOWN,
        cases=cases,
        serial=serial_seconds(rounds),
        ceilings=ceiling_speedups(rounds),
        failed_nulls=tuple(failed_controls(run)),
        rounds=every,
        disturbed=disturbed,
    )


def _cases(saved: Sequence[SavedCase], rounds: Rounds) -> CompactCases:
    """All cases in the file's order, void ones without figures."""
    heads = tuple(
        Head(one.family, one.case, one.kind, one.tasks, one.workload_version, one.void)
        for one in saved
    )
    number = np.array([not one.void for one in saved], dtype=bool)
    table = np.full((len(saved), WIDTH), np.nan)
    table[number] = _figures(rounds)
    counts = np.zeros((len(saved), 3), dtype=np.int32)
    counts[~number, :2] = [
        (len(one.case_seconds), sum(one.disturbed)) for one in saved if one.void
    ] or np.zeros((0, 2))
    counts[number] = np.array(rounds.tallies).reshape(-1, 3)
    warned = {}
    for row, (every, disturbed, used) in enumerate(counts.tolist()):
        if number[row] and (own := warnings_of(every, disturbed, used)):
            warned[row] = own
    return CompactCases(Layout.of(heads), table, counts, warned)


def _figures(rounds: Rounds) -> Numbers:
    """The row of each case, in the order of `QUANTITIES`; then its centre."""
    counts, kept = rounds.counts, rounds.kept
    whole = np.array([one.family in WHOLE_WORK for one in rounds.cases], dtype=bool)
    tasks = np.array([one.tasks or 1 for one in rounds.cases], dtype=float)
    operations = np.where(whole, 1.0, tasks)[:, None]
    growing = np.array(
        [one.case.workers if one.family == WEAK_SCALING else 1 for one in rounds.cases], dtype=float
    )[:, None]
    ratio = rounds.case / rounds.reference
    quantities = {
        "seconds": rounds.case / operations,
        "reference": rounds.reference / operations,
        "speedup": rounds.reference / rounds.case * growing,
        "share": rounds.ceiling / rounds.case,
        "cost": (rounds.case - rounds.reference) / operations,
        "memory": matrix(
            [one.observed.get(BYTES_OBSERVED, ()) for one in rounds.cases], ratio.shape[1]
        ),
    }
    found = {
        name: np.full((len(rows), 3), np.nan)
        if np.isnan(rows).all()
        else medians(ordered(rows, kept), counts)
        for name, rows in quantities.items()
    }
    found["speedup"], found["share"] = with_luck(found["speedup"]), with_luck(found["share"])
    found["speedup"][~whole] = np.nan
    found["cost"][whole] = np.nan
    middle = centres(ordered(np.log(ratio), kept), counts)
    return np.column_stack([*(found[name] for name in QUANTITIES), middle])
