"""What a saved file says, as types: a `SavedRun` and its parts. Seconds are wall seconds."""

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from lightwork.core.record import FAMILIES, Case
from lightwork.reporting.read import value_kinds as kinds
from lightwork.reporting.read.errors import single_line
from lightwork.reporting.read.user_function import UserFunctionFacts

#: Letters of a file's name that are shown.
LONGEST_SAVED_NAME = 100


class WorkerTime(NamedTuple):
    """What one worker did in a traced round; moments are seconds since the round began."""

    first: float  # start of its first task
    last: float  # end of its last one
    busy: float  # seconds inside tasks
    tasks: int
    spans: tuple[tuple[float, float], ...]  # start and end of each task; or only sums were saved


class SavedTimeline(NamedTuple):
    """One traced round; ``workers`` are those that ran a task, who began first comes first."""

    size: kinds.Text  # of the traced work; not always that of the case
    tasks: kinds.Count
    opened: kinds.Microseconds  # workers were opened; 0 if warm
    results: kinds.Microseconds  # all results were home
    closed: kinds.Microseconds  # the round ended
    serial: kinds.Microseconds | None  # seconds of the serial loop over the same items
    workers: tuple[WorkerTime, ...]

    @property
    def drawable(self) -> bool:
        """Whether every task is known."""
        return bool(self.workers) and all(worker.spans for worker in self.workers)

    @property
    def last(self) -> float:
        """When the last task ended."""
        return max((worker.last for worker in self.workers), default=self.opened)

    @property
    def longest(self) -> float:
        """Seconds of the longest task, as far as every task is known."""
        spans = (span for worker in self.workers for span in worker.spans)
        return max((end - start for start, end in spans), default=0.0)

    @property
    def busy(self) -> float:
        """Seconds inside tasks, of all workers together."""
        return sum(worker.busy for worker in self.workers)


class Skipped(NamedTuple):
    """What was not run, and why."""

    what: kinds.Text
    reason: kinds.Text


class Machine(NamedTuple):
    """The host and what limits us on it; None is unknown."""

    id: kinds.PlainName
    label: kinds.Text
    cpu_model: kinds.Text
    logical_cores: kinds.CoreCount
    physical_cores: kinds.CoreCount | None
    usable_cores: kinds.AtLeastOne
    kernel: kinds.Text
    affinity_cores: kinds.CoreCount | None = None  # None: no affinity on this system, too
    quota_cores: kinds.Number | None = None  # None: no quota, too
    process_cores: kinds.CoreCount | None = None  # os.process_cpu_count(); None before Python 3.13

    @property
    def sustained_cores(self) -> float:
        """How many cores can compute for us in the long run: 1.5 under such a quota.

        A quota is counted in periods, mostly of 100 ms: what is over sooner may use all cores.
        """
        return min(self.usable_cores, self.quota_cores or self.usable_cores)


class Python(NamedTuple):
    """The interpreter that measured: its build, and what was switched on in it."""

    version: kinds.Text
    implementation: kinds.Text
    gil: kinds.Flag
    default_start_method: kinds.Text
    free_threaded: kinds.Flag = False  # the build; it may have run with the GIL all the same
    jit_built: kinds.Flag = False
    jit: kinds.Flag = False
    build_flags: kinds.Text = ""  # as far as the build tells: distributions may not say all

    @property
    def switches(self) -> str:
        """``without the GIL, JIT on``: build and switches, as far as they are worth a word."""
        gil = "with the GIL" if self.gil else "without the GIL"
        if self.free_threaded and self.gil:
            gil = "free-threaded build with the GIL on"
        return f"{gil}, JIT on" if self.jit else gil


class Commit(NamedTuple):
    """What the checkout was at, as the file says."""

    id: kinds.Text = ""  # where unknown
    dirty: kinds.Flag = False
    branch: kinds.Text = ""


class SavedCase(NamedTuple):
    """One benchmark of the file; the lists have one value per round.

    In a cost family the reference is the same operations without the mechanism, and ``tasks`` is
    how many operations a round has.
    """

    case: Case
    family: Annotated[str, kinds.one_of(FAMILIES)]
    kind: kinds.PlainName
    tasks: kinds.Count
    workload_version: kinds.PlainName
    case_seconds: list[float]
    reference_seconds: list[kinds.SavedSeconds]
    ceiling_seconds: list[kinds.SavedSeconds] | None  # None where there is no ceiling
    order: list[kinds.Text]
    cpu_seconds: list[kinds.Measured]  # NaN where unknown
    foreign_cpu_share: list[kinds.Measured]  # NaN where unknown
    disturbed: list[kinds.Flag]
    void: str | None  # why it is no number; None if it is one
    warnings: tuple[kinds.PlainName, ...]
    observed: Mapping[str, list[float]]  # beside seconds, by the names of `OBSERVED`; often empty
    peak_memory_bytes: kinds.Number = math.nan  # the workers' peaks, summed; NaN where unknown
    timeline: SavedTimeline | None = None  # of one more round, where that was traced
    stopped: kinds.Text = ""  # why its rounds ended, as far as the file says
    disturbed_by: list[kinds.Text] | None = None  # by the names of `CAUSES`; None in older files
    block: list[kinds.Count] | None = None  # which block each round is of; None in older files


class Continued(NamedTuple):
    """A run that was broken off went on."""

    at: kinds.Moment
    kept: kinds.Count  # cases that it had already


class SavedCluster(NamedTuple):
    """The cluster that the run was on."""

    workers: kinds.AtLeastOne
    #: For which handing out a chunk occupies a worker; NaN in older files.
    dispatch_seconds: kinds.Number = math.nan


class Floors(NamedTuple):
    """What the system itself takes for what mechanisms are made of, seconds; NaN is unknown."""

    thread: kinds.SavedSeconds = math.nan  # created and joined
    process: kinds.SavedSeconds = math.nan  # a program, by fork, exec and wait
    pipe: kinds.SavedSeconds = math.nan  # a byte one way to another process


class JournalFacts(NamedTuple):
    """What is read is no saved file but the journal of a run."""

    ended: kinds.Flag  # the run came to an end, else it was killed, or still goes on
    torn: kinds.Flag  # its last line was not written to its end, and is left out


class SavedRun(NamedTuple):
    """One invocation: who measured what, where and when."""

    file: Path
    run_id: kinds.PlainName
    effort: kinds.Text
    command: tuple[str, ...]
    saved_at: datetime
    seconds: kinds.Number
    inside_rounds_seconds: kinds.Number
    planned_cases: kinds.Count
    finished: kinds.Flag
    skipped: tuple[Skipped, ...]
    machine: Machine
    python: Python
    cases: tuple[SavedCase, ...]
    foreign_benchmarks: int  # entries of the file that are not ours; left out
    repeated_rounds: kinds.Count | None = None  # run again because disturbed; None in older files
    commit: Commit | None = None  # of the suite; None where the file does not say
    own_function: UserFunctionFacts | None = None  # None where the suite's workloads ran
    continued: tuple[Continued, ...] = ()  # after it was broken off, each time
    journal: JournalFacts | None = None  # None for a saved file
    cluster: SavedCluster | None = None  # None where all ran on this host
    floors: Floors = Floors()
    has_sum: bool = False  # whether the file has a checksum of its figures; older ones have none

    @property
    def file_name(self) -> str:
        """The file's name as it may stand in a line: whoever sent it has chosen it."""
        return single_line(self.file.name, LONGEST_SAVED_NAME)
