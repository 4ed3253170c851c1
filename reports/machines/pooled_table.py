"""The pooled cases of one series as a table of numbers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from benchmarks.intervals import Estimate
from reports.between_runs import Between
from reports.machines.compact import QUANTITIES, Head, Layout, Numbers, Whole, estimate
from reports.machines.comparison import Pooled
from reports.machines.digests import Key

Bounds = tuple[float, float, float]  # value, low, high


class Figures(Protocol):
    """The figures of cases by row."""

    @property
    def between(self) -> Between | None:
        """What a run adds to the variance of speedups; None of one run."""

    def figure(self, row: int, place: int) -> Bounds:
        """One of `QUANTITIES`; NaN where there is none."""

    def seconds(self, row: int) -> float:
        """The median over the runs of a case's seconds: which case is shortest needs no more."""


class Known:
    """The figures of one run."""

    between = None

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def figure(self, row: int, place: int) -> Bounds:
        value, low, high = self._numbers[row, 3 * place : 3 * place + 3].tolist()
        return value, low, high

    def seconds(self, row: int) -> float:
        return float(self._numbers[row, 0])


class PooledCases(Mapping[Key, Pooled]):
    """The cases of a series as a table of numbers; objects are made as they are asked for."""

    def __init__(self, layout: Layout, figures: Figures, runs: Whole, rounds: Whole) -> None:
        self._layout = layout
        self._figures = figures
        self._runs = runs  # in which a case is a number
        self._rounds = rounds  # rounds of a single run; of several, the runs

    @property
    def between(self) -> Between | None:
        """What a run adds to the variance of speedups; None of one run."""
        return self._figures.between

    def __getitem__(self, key: Key) -> Pooled:
        row = self._layout.rows[key]
        head = self._layout.heads[row]
        seconds, reference, speedup, share, cost, memory = (
            self._estimate(row, place) for place in range(len(QUANTITIES))
        )
        assert seconds is not None
        assert reference is not None
        return Pooled(
            *head[:5], int(self._runs[row]), seconds, reference, speedup, share, cost, memory
        )  # fmt: skip

    def speedup(self, key: Key) -> Estimate | None:
        """Of a case, without pooling its other figures."""
        return self._estimate(self._layout.rows[key], QUANTITIES.index("speedup"))

    def _estimate(self, row: int, place: int) -> Estimate | None:
        return estimate(self._figures.figure(row, place), int(self._rounds[row]))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._layout.rows)

    def __len__(self) -> int:
        return len(self._layout.rows)

    def heads(self) -> Iterator[Head]:
        """What each case is, without its figures."""
        return (self._layout.heads[row] for row in self._layout.rows.values())

    def seconds(self, key: Key) -> float:
        """The median over the runs of a case's seconds, without pooling them."""
        return self._figures.seconds(self._layout.rows[key])

    def without(self, dropped: Callable[[Head], bool]) -> "PooledCases":
        """The same without some of its cases."""
        heads = self._layout.heads
        kept = {key: row for key, row in self._layout.rows.items() if not dropped(heads[row])}
        return PooledCases(Layout(heads, kept), self._figures, self._runs, self._rounds)
