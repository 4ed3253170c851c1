"""Several runs of one series as one: figures that know that runs differ.

Each run is one value with its variance, and what runs add is a variance of its own, pooled over all
cases since each has few runs (`reports.between_runs`, `reports.changes`). All is done in
logarithms, as the gate does; speedups from the centres of their rounds, other figures from their
intervals. A single run is told as its own report tells it.

Figures are pooled when they are asked for: of a fleet that is one case in ten.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import TypeVar

import numpy as np

from benchmarks.intervals import Estimate
from benchmarks.record import SPEEDUP, WEAK_SCALING
from reports.between_runs import Between, Sides, between_runs
from reports.changes import pooled_runs
from reports.machines.compact import (
    QUANTITIES,
    CompactCases,
    Head,
    Layout,
    Numbers,
)
from reports.machines.digests import Key, RunDigest
from reports.machines.estimate_centres import centres_of
from reports.machines.pooled_table import Bounds, Known, PooledCases
from reports.significance import Centre

Item = TypeVar("Item")
#: How many cases and runs, the newest, tell by how much runs differ: what they tell counts for
#: `reports.between_runs.MOST_FREEDOM` degrees of freedom, however many there are.
MOST_CASES, MOST_RUNS = 40, 12
WAITS = "waits"
#: Luck is in the intervals of shares; a table's other figures have none, or have centres already.
LUCKY = [name == "share" for name in QUANTITIES]
SPEEDUPS = QUANTITIES.index("speedup")


#: Which runs have a case as a number, and in which row of their table; the newest first.
Places = Mapping[Head, Sequence[tuple[int, int]]]


def pooled_cases(runs: Sequence[RunDigest]) -> PooledCases:
    """The cases of ``runs``, the oldest first; of each its newest version of the work."""
    tables = [run.cases for run in runs if isinstance(run.cases, CompactCases)]
    if len(tables) == 1:
        only = tables[0]
        ones = np.ones(len(only), dtype=np.int32)
        return PooledCases(only.layout, Known(only.numbers[:, :-3]), ones, only.counts[:, 2])
    places = _places(tables)
    count = np.array([len(own) for own in places.values()], dtype=np.int32)
    rounds = np.array(
        [tables[own[0][0]].counts[own[0][1], 2] if len(own) == 1 else len(own)
         for own in places.values()],
        dtype=np.int32,
    )  # fmt: skip
    return PooledCases(Layout.of(tuple(places)), _Pooling(tables, places), count, rounds)


def _places(tables: Sequence[CompactCases]) -> Places:
    """Each case with its places in the runs of its newest version."""
    newest: dict[Key, Head] = {}
    found: dict[Head, list[tuple[int, int]]] = {}
    for number in reversed(range(len(tables))):
        layout = tables[number].layout
        for key, row in layout.rows.items():
            head = layout.heads[row]
            if newest.setdefault(key, head)[3:] == head[3:]:
                found.setdefault(newest[key], []).append((number, row))
    return found


def sort_of(kind: str) -> str:
    """Whether seconds of such work depend on how fast a host is that day."""
    return WAITS if kind == "sleep" else "computes"


class _Pooling:
    """The figures of the cases of several runs; each row is pooled at its first use."""

    def __init__(self, tables: Sequence[CompactCases], places: Places) -> None:
        self._numbers = [table.numbers for table in tables]
        self._places = tuple(places.items())
        self._pooled: dict[tuple[int, int], Bounds] = {}
        self._seconds: dict[int, float] = {}
        self._between: dict[tuple[int, str], Between | None] = {}

    @property
    def between(self) -> Between | None:
        """What a run adds to speedups; None where no case has several."""
        return self._what_a_run_adds(SPEEDUPS, _sort(SPEEDUP, "", SPEEDUPS))

    def figure(self, row: int, place: int) -> Bounds:
        if (row, place) not in self._pooled:
            head, own = self._places[row]
            runs = np.array([self._numbers[run][at] for run, at in own])
            self._pooled[row, place] = self._figure(head, runs, place)
        return self._pooled[row, place]

    def seconds(self, row: int) -> float:
        if row not in self._seconds:
            own = self._places[row][1]
            self._seconds[row] = median([self._numbers[run].item(at, 0) for run, at in own])
        return self._seconds[row]

    def _figure(self, head: Head, runs: Numbers, place: int) -> Bounds:
        """Value, low and high of a quantity, from a row of numbers for each run."""
        bounds = runs[:, 3 * place : 3 * place + 3].tolist()
        if len(runs) == 1 or math.isnan(bounds[0][0]):
            value, low, high = bounds[0]
            return value, low, high
        own = [Centre(*one) for one in _centres(runs, place).tolist()]
        if any(math.isnan(one.value) for one in own):
            return _hull(bounds)
        between = self._what_a_run_adds(place, _sort(head.family, head.kind, place))
        assert between is not None  # this case has several runs, at least
        return _value(head, QUANTITIES[place], pooled_runs(own, between))

    def _what_a_run_adds(self, place: int, sort: str) -> Between | None:
        """From all cases of several runs whose runs differ alike in a quantity."""
        if (place, sort) not in self._between:
            centres = [_centres(numbers, place).tolist() for numbers in self._numbers]
            alike = [
                own
                for head, own in self._places
                if len(own) > 1
                and _sort(head.family, head.kind, place) == sort
                and not any(math.isnan(centres[run][at][0]) for run, at in own)
            ]
            chosen = [[Centre(*centres[run][at]) for run, at in own] for own in evenly(alike)]
            self._between[place, sort] = between_of(chosen) if chosen else None
        return self._between[place, sort]


def _sort(family: str, kind: str, place: int) -> str:
    """Cases whose runs differ alike: costs by themselves, and of seconds what waits as well."""
    whole = family in (SPEEDUP, WEAK_SCALING)
    return sort_of(kind) if whole and QUANTITIES[place] in ("seconds", "reference") else f"{whole}"


def evenly(cases: Sequence[Item]) -> Sequence[Item]:
    """As many of ``cases`` as tell by how much runs differ, at most `MOST_CASES`."""
    return cases[:: max(1, math.ceil(len(cases) / MOST_CASES))]


def between_of(centres: Sequence[Sequence[Centre]]) -> Between:
    """What a run adds, from the newest runs of some cases, as `evenly` chooses them."""
    return between_runs([Sides(own[:MOST_RUNS], ()) for own in centres])


def _centres(numbers: Numbers, place: int) -> Numbers:
    """A figure of many cases in logarithms (cases x 3); NaN where there is none."""
    bounds = numbers[:, 3 * place : 3 * place + 3]
    if place != SPEEDUPS:
        return centres_of(bounds, numbers[:, -1], LUCKY[place])
    # Of costs the centre at the end of a row is that of another ratio.
    return np.where(np.isnan(bounds[:, :1]), math.nan, numbers[:, -3:])


def _value(head: Head, name: str, found: Estimate) -> Bounds:
    """Value, low and high; of speedups those of the inverse, which is what was pooled."""
    if name != "speedup":
        return found.value, found.low, found.high
    times = head.case.workers if head.family == WEAK_SCALING else 1
    return times / found.value, times / found.high, times / found.low


def _hull(rows: Sequence[Sequence[float]]) -> Bounds:
    """Where a run's figure is not told from 0, or has no interval: all that the runs allow."""
    lows, highs = ([row[at] for row in rows] for at in (1, 2))
    bounded = all(low == low for low in lows)
    middle = median(row[0] for row in rows)
    return (middle, min(lows), max(highs)) if bounded else (middle, math.nan, math.nan)
