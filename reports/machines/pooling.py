"""Several runs of one series as one: figures that know that runs differ.

Each run is one value with its variance, and what runs add is a variance of its own, pooled over all
cases since each has few runs (`reports.between_runs`, `reports.changes`). All is done in
logarithms, as the gate does; speedups from the centres of their rounds, other figures from their
intervals. A single run is told as its own report tells it.
"""

import math
from collections.abc import Mapping, Sequence
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
)
from reports.machines.digests import Key, RunDigest
from reports.machines.estimate_centres import centres_of
from reports.machines.pooled_table import PooledCases
from reports.significance import Centre

#: How many cases and runs, the newest, tell by how much runs differ: what they tell counts for
#: `reports.between_runs.MOST_FREEDOM` degrees of freedom, however many there are.
MOST_CASES, MOST_RUNS = 40, 12
WAITS = "waits"


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
    for name in QUANTITIES:
        by_run = [_centres(name, table.numbers) for table in tables]
        for alike in _alike(places, name):
            found = _pool(tables, by_run, alike, name, numbers)
            between = found if name == "speedup" and found is not None else between
    count = np.array([len(own) for own in places.values()], dtype=np.int32)
    rounds = np.array(
        [tables[own[0][0]].counts[own[0][1], 2] if len(own) == 1 else len(own)
         for own in places.values()],
        dtype=np.int32,
    )  # fmt: skip
    return PooledCases(layout, numbers, count, rounds, between)


#: Which runs have a case as a number, and in which row of their table; the newest first.
Places = Mapping[Head, Sequence[tuple[int, int]]]
#: The row of a case in the pooled table, what it is, and its places.
Placed = tuple[int, Head, Sequence[tuple[int, int]]]


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


def _alike(places: Places, name: str) -> list[list[Placed]]:
    """Cases whose runs differ alike: costs by themselves, and of seconds what waits as well."""
    found: dict[str, list[Placed]] = {}
    for row, (head, own) in enumerate(places.items()):
        whole = head.family in (SPEEDUP, WEAK_SCALING)
        sort = sort_of(head.kind) if whole and name in ("seconds", "reference") else f"{whole}"
        found.setdefault(sort, []).append((row, head, own))
    return list(found.values())


def sort_of(kind: str) -> str:
    """Whether seconds of such work depend on how fast a host is that day."""
    return WAITS if kind == "sleep" else "computes"


def _pool(
    tables: Sequence[CompactCases],
    by_run: Sequence[Sequence[Centre | None]],
    alike: Sequence[Placed],
    name: str,
    into: Numbers,
) -> Between | None:
    """Pool one quantity of cases that differ alike; give what runs add to it."""
    place = QUANTITIES.index(name)
    columns = slice(3 * place, 3 * place + 3)
    centres: dict[int, list[Centre]] = {}
    heads = {row: head for row, head, _ in alike}
    for row, _, own in alike:
        run, at = own[0]
        into[row, columns] = tables[run].numbers[at, columns]
        if len(own) > 1 and not math.isnan(into[row, columns][0]):
            found = [one for run, at in own if (one := by_run[run][at]) is not None]
            if len(found) == len(own):
                centres[row] = found
            else:
                into[row, columns] = _hull([tables[run].numbers[at, columns] for run, at in own])
    if not centres:
        return None
    between = between_of(list(centres.values()))
    for row, several in centres.items():
        into[row, columns] = _value(heads[row], name, pooled_runs(several, between))
    return between


def between_of(centres: Sequence[Sequence[Centre]]) -> Between:
    """What a run adds, from the newest runs of some cases, evenly chosen."""
    step = max(1, len(centres) // MOST_CASES)
    return between_runs([Sides(own[:MOST_RUNS], ()) for own in centres[::step]])


def _centres(name: str, numbers: Numbers) -> list[Centre | None]:
    """One figure of all cases of a run in logarithms; None where it has none."""
    if name == "speedup":
        found = numbers[:, -3:]
    else:
        place = 3 * QUANTITIES.index(name)
        found = centres_of(numbers[:, place : place + 3], numbers[:, -1], lucky=name == "share")
    known = ~np.isnan(found[:, 0])
    return [
        Centre(*row) if is_known else None
        for row, is_known in zip(found.tolist(), known.tolist(), strict=True)
    ]


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
