"""Which host for which kind of work, in figures: ratios of seconds, who is best, and why nobody."""

from typing import NamedTuple

from benchmarks.intervals import Estimate


class SecondsRatio(NamedTuple):
    """Seconds here over seconds on the baseline machine: below 1 is faster than it."""

    series: str  # label
    ratio: Estimate
    why: str  # how the interval came about, or why there is none


class HostKind(NamedTuple):
    """Which series for one kind of work."""

    kind: str
    heading: str
    works: int  # how many workloads the means are over
    per_core: tuple[SecondsRatio, ...]  # geometric means over the workloads that all series have
    whole: tuple[SecondsRatio, ...]
    best_per_core: str  # label, or "" for can't tell
    best_whole: str
    rival_per_core: str = ""  # where it can't be told: from whom the fewest seconds are not told
    rival_whole: str = ""
    why_per_core: str = ""  # why there are no ratios; "" where there are
    why_whole: str = ""
