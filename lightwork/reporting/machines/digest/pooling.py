"""Several runs of one series as one: figures that know that runs differ.

Each run is one value with its variance, and what runs add is a variance of its own, pooled over all
cases since each has few runs (`lightwork.reporting.stats.between_runs`,
`lightwork.reporting.stats.change`). All is done in logarithms, as the gate does; speedups from the
trimmed means of their rounds, other figures from their intervals. A single run has the figures of
its own report.

Figures are pooled when they are asked for: of a fleet that is one case in ten.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import TypeVar

from lightwork.core.intervals import CONFIDENCE, NORMAL, Estimate
from lightwork.core.record import SPEEDUP, WEAK_SCALING
from lightwork.reporting.machines.digest.run_digest import CaseDigest, Key, RunDigest
from lightwork.reporting.stats.between_runs import Between, Sides, between_runs
from lightwork.reporting.stats.change import pooled_runs
from lightwork.reporting.stats.significance import MeanEstimate

#: What is pooled of a case.
_QUANTITIES = ("seconds", "reference", "speedup", "share", "cost", "memory")
#: How many cases and runs, the newest, show by how much runs differ, which counts for
#: `lightwork.reporting.stats.between_runs.MOST_FREEDOM` degrees of freedom, however many there are.
MOST_POOLED_CASES, MOST_POOLED_RUNS = 40, 12
WAITING_WORK = "waits"
Item = TypeVar("Item")
#: Each case that is a number with its figures in the runs of its newest version, the newest first.
Runs = Mapping[Key, Sequence[CaseDigest]]


def logarithm(estimate: Estimate, freedom: float | None = None) -> MeanEstimate | None:
    """The logarithm with the variance that 95 % show; None without an interval, or down to 0.

    ``freedom`` defaults to what an interval of ranks is about worth.
    """
    value, low, high = estimate[:3]
    if not low > 0 or not math.isfinite(high):
        return None
    variance = (math.log(high / low) / (2 * NORMAL)) ** 2
    own = estimate.rounds - 1 if freedom is None else freedom
    return MeanEstimate(math.log(value), variance, max(own, 1.0))


def logarithms(figures: Iterable[Estimate]) -> list[MeanEstimate]:
    """Those that have an interval, as logarithms."""
    return [own for one in figures if (own := logarithm(one)) is not None]


def waits_or_computes(kind: str) -> str:
    """Whether seconds of such work depend on how fast a host is that day."""
    return WAITING_WORK if kind == "sleep" else "computes"


def between_of(cases: Sequence[Sequence[MeanEstimate]]) -> Between:
    """What a run adds, from the newest runs of some of these cases."""
    return between_runs([Sides(own[:MOST_POOLED_RUNS], ()) for own in evenly(cases)])


def evenly(cases: Sequence[Item]) -> Sequence[Item]:
    """As many of ``cases`` as show by how much runs differ, at most `MOST_POOLED_CASES`."""
    return cases[:: max(1, math.ceil(len(cases) / MOST_POOLED_CASES))]


def pooled_cases(runs: Sequence[RunDigest]) -> "PooledCases":
    """The cases of ``runs``, the oldest first; of each its newest version of the work."""
    found: dict[Key, list[CaseDigest]] = {}
    for run in reversed(runs):
        for key, one in run.cases.items():
            own = found.setdefault(key, [])
            if not own or own[0][3:5] == one[3:5]:  # as many tasks, the same version
                own.append(one)
    return PooledCases(found, found)


class PooledCases(Mapping[Key, CaseDigest]):
    """The cases of a series; figures are pooled as they are asked for.

    What a run adds to the variance of a quantity comes from ``every`` case, shown or not.
    """

    def __init__(self, runs: Runs, every: Runs) -> None:
        self._runs = runs
        self._every = every
        self._pooled: dict[tuple[Key, str], Estimate | None] = {}
        self._between: dict[tuple[str, str], Between | None] = {}

    @property
    def between(self) -> Between | None:
        """What a run adds to the variance of speedups; None where no case has several."""
        return self._run_adds("speedup", _nature(SPEEDUP, "", "speedup"))

    def __getitem__(self, key: Key) -> CaseDigest:
        own = self._runs[key]
        figures = [self._figure(key, name) for name in _QUANTITIES]
        return CaseDigest._make((*own[0][:5], *figures, None, len(own)))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def heads(self) -> Iterator[CaseDigest]:
        """Each case in its newest run."""
        return (own[0] for own in self._runs.values())

    def runs(self, key: Key) -> Sequence[CaseDigest]:
        """A case in each run of its newest version, the oldest first."""
        return self._runs[key][::-1]

    def speedup(self, key: Key) -> Estimate | None:
        """Of a case, without pooling its other figures."""
        return self._figure(key, "speedup")

    def seconds(self, key: Key) -> float:
        """The median over the runs of a case's seconds, without pooling them."""
        return median(one.seconds.value for one in self._runs[key])

    def without(self, dropped: Callable[[Key], bool]) -> "PooledCases":
        """The same without some of its cases."""
        rest = {key: own for key, own in self._runs.items() if not dropped(key)}
        return PooledCases(rest, self._every)

    def _figure(self, key: Key, name: str) -> Estimate | None:
        if (key, name) not in self._pooled:
            self._pooled[key, name] = self._pool(self._runs[key], name)
        return self._pooled[key, name]

    def _pool(self, runs: Sequence[CaseDigest], name: str) -> Estimate | None:
        figures = [own for one in runs if (own := _figure_of(one, name)) is not None]
        if len(figures) < 2:
            return figures[0]._replace(warnings=()) if figures else None
        centres = [centre for one in runs if (centre := _centre(one, name)) is not None]
        between = self._run_adds(name, _nature(runs[0].family, runs[0].kind, name))
        if between is None or len(centres) < len(figures):
            return _hull(figures)
        found = pooled_runs(centres, between)
        if name != "speedup":
            return found
        # What was pooled are logarithms of case / reference.
        times = runs[0].case.workers if runs[0].family == WEAK_SCALING else 1
        value, low, high = times / found.value, times / found.high, times / found.low
        return found._replace(value=value, low=low, high=high)

    def _run_adds(self, name: str, nature: str) -> Between | None:
        """What a run adds to a quantity; None where no case of this nature has several runs."""
        if (name, nature) not in self._between:
            each = [
                [_centre(one, name) for one in own]
                for own in self._every.values()
                if len(own) > 1 and _nature(own[0].family, own[0].kind, name) == nature
            ]
            alike = [[one for one in own if one is not None] for own in each if None not in own]
            self._between[name, nature] = between_of(alike) if alike else None
        return self._between[name, nature]


def _figure_of(one: CaseDigest, name: str) -> Estimate | None:
    figure: Estimate | None = getattr(one, name)
    return figure


def _centre(one: CaseDigest, name: str) -> MeanEstimate | None:
    """A figure in logarithms; None where there is none, or no interval above 0."""
    figure = _figure_of(one, name)
    if figure is None or name == "speedup":
        return one.mean if figure is not None else None
    freedom = one.mean.freedom if one.mean else 1.0
    return logarithm(figure, freedom)


def _nature(family: str, kind: str, name: str) -> str:
    """Cases whose runs differ alike: costs by themselves, and of seconds what waits as well."""
    whole = family in (SPEEDUP, WEAK_SCALING)
    return waits_or_computes(kind) if whole and name in ("seconds", "reference") else f"{whole}"


def _hull(figures: Sequence[Estimate]) -> Estimate:
    """Where a run's figure may be 0, or has no interval: all that the runs allow."""
    middle, nan = median(one.value for one in figures), math.nan
    if not all(one.bounded for one in figures):
        return Estimate(middle, nan, nan, nan, len(figures))
    low, high = min(one.low for one in figures), max(one.high for one in figures)
    return Estimate(middle, low, high, CONFIDENCE, len(figures))
