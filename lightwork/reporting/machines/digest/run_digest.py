"""One run without its rounds: what a comparison of many runs keeps of each."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.read.saved_run import Commit, Machine, Python
from lightwork.reporting.stats.paired_ratios import Crew, Loop
from lightwork.reporting.stats.significance import MeanEstimate

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
