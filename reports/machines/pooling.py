"""Several runs of one series as one: figures that know that runs differ.

Each run is one value with its variance, and what runs add is a variance of its own, pooled over all
cases since each has few runs (`reports.between_runs`, `reports.changes`). All is done in
logarithms, as the gate does; speedups from the centres of their rounds, other figures from their
intervals. A single run is told as its own report tells it.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

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
    Whole,
    estimate,
)
from reports.machines.comparison import Pooled
from reports.machines.digests import Key, RunDigest
from reports.machines.estimate_centres import centre_of
from reports.significance import Centre

#: How many cases and runs, the newest, tell by how much runs differ: what they tell counts for
#: `reports.between_runs.MOST_FREEDOM` degrees of freedom, however many there are.
MOST_CASES, MOST_RUNS = 40, 12


class PooledCases(Mapping[Key, Pooled]):
    """The cases of a series as a table of numbers; objects are made as they are asked for."""

    def __init__(
        self,
        layout: Layout,
        numbers: Numbers,
        runs: Whole,
        rounds: Whole,
        between: Between | None = None,
    ) -> None:
        self.between = between  # what a run adds to the variance of speedups; None of one run
        self._layout = layout
        self._numbers = numbers
        self._runs = runs  # in which a case is a number
        self._rounds = rounds  # rounds of a single run; of several, the runs

    def __getitem__(self, key: Key) -> Pooled:
        row = self._layout.rows[key]
        head = self._layout.heads[row]
        rounds = int(self._rounds[row])
        seconds, reference, speedup, share, cost, memory = (
            estimate(self._numbers[row, 3 * place : 3 * place + 3], rounds)
            for place in range(len(QUANTITIES))
        )
        assert seconds is not None
        assert reference is not None
        return Pooled(
            *head[:5], int(self._runs[row]), seconds, reference, speedup, share, cost, memory
        )  # fmt: skip

    def __iter__(self) -> Iterator[Key]:
        return iter(self._layout.rows)

    def __len__(self) -> int:
        return len(self._layout.rows)

    def heads(self) -> Iterator[Head]:
        """What each case is, without its figures."""
        return (self._layout.heads[row] for row in self._layout.rows.values())

    def seconds(self, key: Key) -> float:
        """The seconds of a case alone: making the whole of it takes twenty times as long."""
        return float(self._numbers[self._layout.rows[key], 0])

    def without(self, dropped: Callable[[Head], bool]) -> "PooledCases":
        """The same without some of its cases."""
        heads = self._layout.heads
        kept = {key: row for key, row in self._layout.rows.items() if not dropped(heads[row])}
        return PooledCases(
            Layout(heads, kept), self._numbers, self._runs, self._rounds, self.between
        )


def pooled_cases(runs: Sequence[RunDigest]) -> PooledCases:
    """The cases of ``runs``, the oldest first; of each its newest version of the work."""
    tables = [run.cases for run in runs if isinstance(run.cases, CompactCases)]
    if len(tables) == 1:
        only = tables[0]
        ones = np.ones(len(only), dtype=np.int32)
        return PooledCases(only.layout, only.numbers[:, :-3], ones, only.counts[:, 2])
    places = _places(tables)
    layout = Layout.of(tuple(places))
    numbers = np.full((len(places), 3 * len(QUANTITIES)), math.nan)
    between = None
    for place, name in enumerate(QUANTITIES):
        for costs in (False, True):
            found = _pool(tables, places, place, name, numbers, costs=costs)
            between = found if name == "speedup" and not costs else between
    count = np.array([len(own) for own in places.values()], dtype=np.int32)
    rounds = np.array(
        [tables[own[0][0]].counts[own[0][1], 2] if len(own) == 1 else len(own)
         for own in places.values()],
        dtype=np.int32,
    )  # fmt: skip
    return PooledCases(layout, numbers, count, rounds, between)


#: Which runs have a case as a number, and in which row of their table; the newest first.
Places = Mapping[Head, Sequence[tuple[int, int]]]


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


def _pool(
    tables: Sequence[CompactCases],
    places: Places,
    place: int,
    name: str,
    into: Numbers,
    *,
    costs: bool,
) -> Between:
    """Pool one quantity of all cases that measure a cost, or of all others; give what runs add."""
    columns = slice(3 * place, 3 * place + 3)
    centres: dict[int, list[Centre]] = {}
    for row, (head, own) in enumerate(places.items()):
        if (head.family not in (SPEEDUP, WEAK_SCALING)) != costs:
            continue
        first = tables[own[0][0]].numbers[own[0][1]]
        into[row, columns] = first[columns]
        if len(own) > 1 and first[columns][0] == first[columns][0]:
            rows = [tables[run].numbers[at] for run, at in own]
            centres[row] = [one for one in (_centre(name, own) for own in rows) if one is not None]
            if len(centres[row]) < len(own):
                into[row, columns] = _hull([one[columns] for one in rows])
                del centres[row]
    between = between_of(list(centres.values()))
    heads = list(places)
    for row, several in centres.items():
        into[row, columns] = _value(heads[row], name, pooled_runs(several, between))
    return between


def between_of(centres: Sequence[Sequence[Centre]]) -> Between:
    """What a run adds, from the newest runs of some cases, evenly chosen."""
    step = max(1, len(centres) // MOST_CASES)
    return between_runs([Sides(own[:MOST_RUNS], ()) for own in centres[::step]])


def _centre(name: str, row: Numbers) -> Centre | None:
    """One run's figure in logarithms; None where it has none."""
    if name == "speedup":
        value, variance, freedom = row[-3:].tolist()
        return Centre(value, variance, freedom) if value == value else None
    place = QUANTITIES.index(name)
    bounds = row[3 * place : 3 * place + 3].tolist()
    return centre_of(*bounds, freedom=float(row[-1]), lucky=name == "share")


def _value(head: Head, name: str, found: Estimate) -> tuple[float, float, float]:
    """Value, low and high; of speedups those of the inverse, which is what was pooled."""
    if name != "speedup":
        return found.value, found.low, found.high
    times = head.case.workers if head.family == WEAK_SCALING else 1
    return times / found.value, times / found.high, times / found.low


def _hull(rows: Sequence[Numbers]) -> tuple[float, float, float]:
    """Where a run's figure is not told from 0, or has no interval: all that the runs allow."""
    lows, highs = ([float(row[at]) for row in rows] for at in (1, 2))
    bounded = all(low == low for low in lows)
    middle = median(float(row[0]) for row in rows)
    return (middle, min(lows), max(highs)) if bounded else (middle, math.nan, math.nan)
