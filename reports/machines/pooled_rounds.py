"""The rounds of a whole run side by side, and what is pooled over several of its cases."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.intervals import FEWEST, median_interval
from benchmarks.record import SPEEDUP
from reports.machines.calm_rounds import Counts, Flags, Matrix, kept_rounds, matrix, medians
from reports.machines.compact import CompactEstimates, Named
from reports.machines.digests import Crew, Loop
from reports.saved import SavedCase


class Rounds(NamedTuple):
    """The rounds of the cases that are numbers, a row each."""

    cases: Sequence[SavedCase]
    case: Matrix
    reference: Matrix
    ceiling: Matrix  # NaN where there is none
    kept: Flags
    counts: Counts  # how many rounds count
    tallies: Sequence[tuple[int, int, int]]  # rounds, disturbed ones, those that count


def rounds_of(numbers: Sequence[SavedCase]) -> Rounds:
    width = max((len(saved.case_seconds) for saved in numbers), default=1)
    kept = kept_rounds([saved.disturbed for saved in numbers], width)
    counts: Counts = kept.sum(axis=1)
    return Rounds(
        cases=numbers,
        case=matrix([saved.case_seconds for saved in numbers], width),
        reference=matrix([saved.reference_seconds for saved in numbers], width),
        ceiling=matrix([saved.ceiling_seconds or () for saved in numbers], width),
        kept=kept,
        counts=counts,
        tallies=[
            (len(saved.disturbed), sum(saved.disturbed), used)
            for saved, used in zip(numbers, counts.tolist(), strict=True)
        ],
    )


def warnings_of(every: int, disturbed: int, used: int) -> tuple[str, ...]:
    """That disturbed rounds had to count, or that they are too few; as the one-run report."""
    return (*_kept_disturbed(every, disturbed, used), *_too_few(used))


def _kept_disturbed(every: int, disturbed: int, used: int) -> tuple[str, ...]:
    return (f"{disturbed} of {every} rounds disturbed",) if disturbed and used == every else ()


def _too_few(rounds: int) -> tuple[str, ...]:
    return median_interval([0.0] * rounds).warnings if 0 < rounds < FEWEST else ()


def serial_seconds(rounds: Rounds) -> CompactEstimates[Loop]:
    """Seconds of the plain loop, over the reference of every round of the speedup cases."""
    rows: dict[Loop, list[int]] = {}
    for row, one in enumerate(rounds.cases):
        if one.family == SPEEDUP:
            rows.setdefault((one.case.workload, one.case.size), []).append(row)
    return _pooled(rows, rounds, rounds.reference)


def ceiling_speedups(rounds: Rounds) -> CompactEstimates[Crew]:
    """Reference / ceiling, over all speedup cases with as many workers."""
    rows: dict[Crew, list[int]] = {}
    for row, one in enumerate(rounds.cases):
        if one.family == SPEEDUP and one.ceiling_seconds:
            case = one.case
            rows.setdefault((case.workload, case.size, case.workers), []).append(row)
    return _pooled(rows, rounds, rounds.reference / rounds.ceiling)


def _pooled(
    rows: Mapping[Named, list[int]], rounds: Rounds, values: Matrix
) -> CompactEstimates[Named]:
    """The median of ``values`` over all rounds of several cases, as `estimates.pooled`."""
    chosen = {name: values[own][rounds.kept[own]] for name, own in rows.items()}
    counts = np.array([len(one) for one in chosen.values()], dtype=np.int64)
    found = np.full((len(chosen), 3), np.nan)
    each = list(chosen.values())
    for length in set(counts.tolist()):  # as many rounds: rows of one matrix
        places = np.flatnonzero(counts == length)
        found[places] = medians(np.sort([each[place] for place in places]), counts[places])
    warned = {}
    for place, (name, one) in enumerate(chosen.items()):
        own = [warning for row in rows[name] for warning in _kept_disturbed(*rounds.tallies[row])]
        if words := (*dict.fromkeys(own), *_too_few(len(one))):
            warned[place] = words
    return CompactEstimates(tuple(rows), found, counts.astype(np.int32), warned)
