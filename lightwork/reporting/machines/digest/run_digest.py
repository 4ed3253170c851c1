"""One run without its rounds: what a comparison of many runs keeps of each.

The figures are those of the report of one run.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.read.saved_run import Commit, Machine, Python, SavedCase, SavedRun
from lightwork.reporting.stats.change import run_means
from lightwork.reporting.stats.null_control import failed_controls
from lightwork.reporting.stats.paired_ratios import (
    BYTES_OBSERVED,
    OVER_REFERENCE,
    WHOLE_WORK,
    Crew,
    Loop,
    ceiling_speedups,
    estimates_of,
    paired_ratios,
    serial_seconds,
)
from lightwork.reporting.stats.significance import MeanEstimate

#: What is asked of each case, by the names of `lightwork.reporting.stats.paired_ratios.by_round`.
OF_EVERY_CASE = ("seconds", "granularity", "share_of_ceiling", BYTES_OBSERVED)
UNKNOWN_COMMIT = Commit("", dirty=False, branch="")
#: Family and case: what is the same thing in two runs.
Key = tuple[str, Case]


class CaseDigest(NamedTuple):
    """One case that is a number, of one run or over the runs of a series.

    Seconds are of a round; in a cost family, of one operation.
    """

    family: str
    case: Case
    kind: str
    tasks: int
    workload_version: str
    seconds: Estimate
    reference: Estimate  # the serial loop; an operation without the mechanism
    speedup: Estimate | None = None  # reference / case within rounds, of growing work times the
    # workers (the scaled speedup); None in cost families
    share: Estimate | None = None  # of the ceiling; None without one
    cost: Estimate | None = None  # seconds beyond the reference, an operation; cost families only
    memory: Estimate | None = None  # bytes of private memory of a worker, where that was weighed
    mean: MeanEstimate | None = None  # of log(case / reference); None with too few rounds, and of
    # several runs
    runs: int = 1  # that it is over

    @property
    def key(self) -> Key:
        return self.family, self.case

    @property
    def work(self) -> Work:
        return Work(self.case.workload, self.case.size, self.kind)

    @property
    def efficiency(self) -> Estimate | None:
        """Speedup / workers."""
        if self.speedup is None:
            return None
        n = self.case.workers
        value, low, high = (bound / n for bound in self.speedup[:3])
        return self.speedup._replace(value=value, low=low, high=high)


class RunDigest(NamedTuple):
    """One run."""

    file: Path
    run_id: str
    effort: str
    command: tuple[str, ...]
    saved_at: datetime
    finished: bool
    machine: Machine
    python: Python
    commit: Commit
    cases: Mapping[Key, CaseDigest]  # in the file's order
    void: Mapping[Key, str]  # cases that are no numbers, and why
    serial: Mapping[Loop, Estimate]  # seconds of the serial loop, over all rounds of the run
    ceilings: Mapping[Crew, Estimate]  # the ceiling's speedup, over all rounds with these workers
    failed_nulls: tuple[Case, ...]  # null controls that are significantly something else than 1
    rounds: int  # measured, of all cases
    disturbed: int  # of these


def digest(run: SavedRun) -> RunDigest:
    """What a comparison keeps of ``run``."""
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
        cases={(saved.family, saved.case): _case(saved) for saved in run.cases if not saved.void},
        void={(saved.family, saved.case): saved.void for saved in run.cases if saved.void},
        serial=serial_seconds(run.cases),
        ceilings=ceiling_speedups(run.cases),
        failed_nulls=tuple(failed_controls(run)),
        rounds=sum(len(saved.disturbed) for saved in run.cases),
        disturbed=sum(sum(saved.disturbed) for saved in run.cases),
    )


def _case(saved: SavedCase) -> CaseDigest:
    gain = "speedup" if saved.family in WHOLE_WORK else "cost"
    found = estimates_of(saved, (*OF_EVERY_CASE, gain))
    means = run_means([paired_ratios(saved, OVER_REFERENCE)])
    return CaseDigest(
        family=saved.family,
        case=saved.case,
        kind=saved.kind,
        tasks=saved.tasks,
        workload_version=saved.workload_version,
        seconds=found["seconds"],
        reference=found["granularity"],
        speedup=found.get("speedup"),
        share=found.get("share_of_ceiling"),
        cost=found.get("cost"),
        memory=found.get(BYTES_OBSERVED),
        mean=means[0] if means else None,
    )
