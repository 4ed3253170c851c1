"""Machines side by side: what words, charts and tables of a comparison are made of.

Series differ in machine (id, processor, cores: copies of one disk image share an id), its
limits (usable cores, affinity, quota) and Python. Several runs of one series are its repeats.

Ratios within rounds (speedups, efficiencies, shares of the ceiling) compare across hosts. Ratios of
seconds have an interval that knows how much each host's speed drifted (`SecondsRatio.why`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP, Case
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.digest.pooling import PooledCases
from lightwork.reporting.machines.digest.run_digest import CaseDigest, Key, RunDigest
from lightwork.reporting.read.saved_run import Commit, Machine, Python
from lightwork.reporting.stats.paired_ratios import Crew, Loop
from lightwork.reporting.text.verdict_model import LabelledText

#: Strategies that are no choice: what others are measured against.
NO_CHOICE = ("serial", "ceiling")
#: More series than this are summed up by model: eight colours can be distinguished.
MOST_LINES = 8
CaseGroup = TypeVar("CaseGroup")


class SecondsRatio(NamedTuple):
    """Seconds here over seconds on the baseline machine: below 1 is faster than it."""

    series: str  # label
    ratio: Estimate
    why: str  # how the interval came about, or why there is none


class Ranking(NamedTuple):
    """Which series needs the fewest seconds."""

    ratios: tuple[SecondsRatio, ...]  # geometric means over the workloads that all series have
    best: str = ""  # label; "" where none is significantly the best
    rival: str = ""  # where none is best: whom the fastest is not significantly faster than
    why: str = ""  # why there are no ratios; "" where there are


class HostKind(NamedTuple):
    """Which series for one kind of work: by one core, and with all that it has."""

    kind: str
    heading: str
    works: int  # how many workloads the means are over
    per_core: Ranking
    whole: Ranking


class MachineAdvice(NamedTuple):
    """What to use on one machine for one kind of work, by the report of its newest run."""

    series: str  # label
    heading: str  # of the kind of work
    use: str  # "pool, 2 workers", or "serial loop"; of which works, where they differ
    gain: str  # "1.78× [1.75, 1.83]", "1.78× [1.75, 1.83], up to 1.93×"
    worth_it: str  # "yes", "no", "inconclusive"

    @property
    def text(self) -> str:
        return f"{self.use}: {self.gain}, worth it: {self.worth_it}"


class MachineSeries(NamedTuple):
    """One machine under its limits with one Python."""

    label: str  # unique
    key: str  # "machine:0" in page and pictures
    machine: Machine
    python: Python
    runs: tuple[RunDigest, ...]  # the oldest first
    cases: PooledCases
    serial: Mapping[Loop, Estimate]  # seconds of the serial loop, by workload and size
    ceilings: Mapping[Crew, Estimate]  # the ceiling's speedup, by workload, size and workers
    advice: tuple[MachineAdvice, ...] = ()  # empty in fleets, where nobody would read it


class Difference(NamedTuple):
    """Something of the environment that is not the same everywhere."""

    topic: str  # "kernel"
    values: tuple[str, ...]  # one for each series


class HostWork(NamedTuple):
    """How fast each series does one workload: by one core, and with all it has."""

    work: Work
    per_core: tuple[SecondsRatio, ...]  # of the serial loop, one for each series that has it
    whole: tuple[SecondsRatio, ...]  # of the shortest case, likewise
    shortest: Mapping[str, CaseDigest]  # by label: the case that `whole` took


class CostRatio(NamedTuple):
    """What one thing costs, on each series, and over the baseline."""

    topic: str  # "Start, 1 worker"
    name: str  # "pool (spawn)"
    key: Key  # on the baseline; elsewhere with as many workers as the topic says
    costs: Mapping[str, Estimate]  # seconds by label; bytes where ``in_bytes``
    ratios: tuple[SecondsRatio, ...]
    in_bytes: bool = False


class RunInHistory(NamedTuple):
    """One run of one series in the course of time."""

    at: datetime
    commit: Commit
    speedups: Mapping[Case, Estimate]


class History(NamedTuple):
    """A series of at least two runs, as it went."""

    series: str
    runs: tuple[RunInHistory, ...]  # the oldest first
    cases: tuple[Case, ...]  # those worth a line: the shortest of each workload


class MachineModel(NamedTuple):
    """One machine model in a fleet."""

    name: str  # processor and usable cores
    series: tuple[str, ...]  # labels


class Comparison(NamedTuple):
    """All that is known of several runs together."""

    series: tuple[MachineSeries, ...]
    baseline: MachineSeries
    works: tuple[Work, ...]  # compared; with a single series all that it has
    hosts: tuple[HostWork, ...]  # one for each of `works`
    kinds: tuple[HostKind, ...]
    overall: HostKind | None  # last resort: geometric mean over all workloads
    costs: tuple[CostRatio, ...]
    differences: tuple[Difference, ...]
    refused: tuple[LabelledText, ...]  # "fib (medium)", and why it is not compared
    histories: tuple[History, ...]
    models: tuple[MachineModel, ...]

    @property
    def is_fleet(self) -> bool:
        """Whether there are too many series for a line each."""
        return len(self.series) > MOST_LINES


def is_cold_choice(key: Key) -> bool:
    """Whether this is a case, begun with no workers, that one could choose for a workload."""
    family, case = key
    return family == SPEEDUP and case.state == "cold" and case.strategy not in NO_CHOICE


def best_by_group(
    series: MachineSeries, work: Work, group: Callable[[Case], CaseGroup]
) -> dict[CaseGroup, CaseDigest]:
    """The highest cold speedup at ``work`` in each group of cases."""
    best: dict[CaseGroup, CaseDigest] = {}
    # Figures are made as they are asked for: of the cases in question, not of all.
    for key in series.cases:
        if is_cold_choice(key) and key[1][:2] == work[:2]:
            pooled, own = series.cases[key], group(key[1])
            if pooled.speedup and (own not in best or pooled.speedup > (best[own].speedup or ())):
                best[own] = pooled
    return best


def best_curve(series: MachineSeries, work: Work) -> list[CaseDigest]:
    """The highest cold speedup at each number of workers, by rising workers."""
    best = best_by_group(series, work, lambda case: case.workers)
    return [best[workers] for workers in sorted(best)]
