"""Saved runs as one table: a row per round, in seconds and counts.

Columns
    run_id, machine_id, family, kind, workload_version, tasks
        which run and work the round belongs to
    workload, size, strategy, start_method, workers, chunksize, state
        the case, under the names of ``lightwork.core.record.CASE_KEYS``
    round
        its number within the case, from 0
    case_seconds, reference_seconds, ceiling_seconds
        wall seconds of the three parts of the round; ``ceiling_seconds`` is NaN without a ceiling
    order
        in which order the parts ran, for example ``rlc``
    cpu_seconds, foreign_cpu_share
        what we and others used; NaN if unknown
    disturbed, disturbed_by
        whether others used more than the threshold, or the host was short of something; and which
        of ``lightwork.core.record.CAUSES``, with ", " between (empty if none, or in older files)
    speedup, efficiency, share_of_ceiling
        of the round: reference / case, speedup / workers, ceiling / case; in the family
        weak_scaling, whose reference is one worker's share, speedup is workers * reference / case
    cost
        of the round: (case - reference) / tasks, seconds of an operation beyond the same without
        the mechanism; it is what the cost families are about. NaN in the family weak_scaling
    one column for each name of ``lightwork.core.record.OBSERVED``
        what the round showed beside its seconds; NaN where that was not looked at
    void
        why the case is no number, or empty
"""

import math
from collections.abc import Iterable

import pandas as pd

from lightwork.core.record import CASE_KEYS, OBSERVED, PER_ROUND_KEYS
from lightwork.reporting.read.saved_run import SavedCase, SavedRun
from lightwork.reporting.stats.paired_ratios import by_round

ABOUT = ("run_id", "machine_id", "family", "kind", "workload_version", "tasks")
PER_ROUND = ("case_seconds", *PER_ROUND_KEYS)
DERIVED = ("speedup", "efficiency", "share_of_ceiling", "cost")
ROUNDS_COLUMNS = (*ABOUT, *CASE_KEYS, "round", *PER_ROUND, *DERIVED, *OBSERVED, "void")


def make_table(runs: Iterable[SavedRun]) -> pd.DataFrame:
    """The rounds of all ``runs``; see the module for the columns. Without rounds it is empty."""
    columns: dict[str, list[object]] = {name: [] for name in ROUNDS_COLUMNS}
    for run in runs:
        for saved in run.cases:
            _append(columns, run, saved)
    seconds = ("case_seconds", "reference_seconds", "ceiling_seconds")
    floats = dict.fromkeys((*seconds, *DERIVED, *OBSERVED), float)
    return pd.DataFrame(columns).astype({**floats, "workers": int, "tasks": int})


def _append(columns: dict[str, list[object]], run: SavedRun, saved: SavedCase) -> None:
    """Add the rounds of one case. One list per column: a frame per case takes ten times as long."""
    rounds = len(saved.case_seconds)
    once = {
        "run_id": run.run_id,
        "machine_id": run.machine.id,
        "family": saved.family,
        "kind": saved.kind,
        "workload_version": saved.workload_version,
        "tasks": saved.tasks,
        **saved.case._asdict(),
        "void": saved.void or "",
    }
    for name, value in once.items():
        columns[name].extend([value] * rounds)
    columns["round"].extend(range(rounds))
    for name in PER_ROUND:
        missing = "" if name == "disturbed_by" else math.nan
        columns[name].extend(getattr(saved, name) or [missing] * rounds)
    for name in (*DERIVED, *OBSERVED):
        columns[name].extend(by_round(saved, name) or [math.nan] * rounds)
