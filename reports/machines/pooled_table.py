"""The pooled cases of one series as a table of numbers."""

from collections.abc import Callable, Iterator, Mapping

from reports.between_runs import Between
from reports.machines.compact import QUANTITIES, Head, Layout, Numbers, Whole, estimate
from reports.machines.comparison import Pooled
from reports.machines.digests import Key


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
