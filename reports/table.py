"""Saved runs as one table: a row per round, in seconds and counts.

Columns
    run_id, machine_id, family, kind, workload_version, tasks
        which run and work the round belongs to
    workload, size, strategy, start_method, workers, chunksize, state
        the case, under the names of ``benchmarks.record.CASE_KEYS``
    round
        its number within the case, from 0
    case_seconds, reference_seconds, ceiling_seconds
        wall seconds of the three parts of the round; ``ceiling_seconds`` is NaN without a ceiling
    order
        in which order the parts ran, for example ``rlc``
    cpu_seconds, foreign_cpu_share
        what we and others used; NaN if unknown
    disturbed
        whether others used more than the threshold
    speedup, efficiency, share_of_ceiling
        of the round: reference / case, speedup / workers, ceiling / case
    void
        why the case is no number, or empty
"""

from collections.abc import Iterable

import pandas as pd

from benchmarks.record import CASE_KEYS
from reports.reading import SavedCase, SavedRun

ABOUT = ("run_id", "machine_id", "family", "kind", "workload_version", "tasks")
PER_ROUND = (
    "case_seconds",
    "reference_seconds",
    "ceiling_seconds",
    "order",
    "cpu_seconds",
    "foreign_cpu_share",
    "disturbed",
)
RATIOS = ("speedup", "efficiency", "share_of_ceiling")
COLUMNS = (*ABOUT, *CASE_KEYS, "round", *PER_ROUND, *RATIOS, "void")


def make_table(runs: Iterable[SavedRun]) -> pd.DataFrame:
    """The rounds of all ``runs``; see the module for the columns. Without rounds it is empty."""
    frames = [_rows(run, case) for run in runs for case in run.cases if case.case_seconds]
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(frames, ignore_index=True)
    table["speedup"] = table["reference_seconds"] / table["case_seconds"]
    table["efficiency"] = table["speedup"] / table["workers"]
    table["share_of_ceiling"] = table["ceiling_seconds"] / table["case_seconds"]
    return table[list(COLUMNS)]


def _rows(run: SavedRun, saved: SavedCase) -> pd.DataFrame:
    rounds = len(saved.case_seconds)
    ceiling = saved.ceiling_seconds or [float("nan")] * rounds
    values: dict[str, object] = {
        "run_id": run.run_id,
        "machine_id": run.machine.id,
        "family": saved.family,
        "kind": saved.kind,
        "workload_version": saved.workload_version,
        "tasks": saved.tasks,
        **saved.case._asdict(),
        "round": range(rounds),
        **{key: getattr(saved, key) for key in PER_ROUND if key != "ceiling_seconds"},
        "ceiling_seconds": ceiling,
        "void": saved.void,
    }
    return pd.DataFrame(values)
