"""Figures of thousands of runs in little memory: a row of numbers for each case.

As objects a case takes 1.4 kB and 3,000 runs of 100 cases 420 MB; as rows of 21 numbers, with what
the cases are shared between runs of the same plan, 55 MB. Objects are made as they are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from benchmarks.intervals import WANTED, Estimate
from benchmarks.record import Case
from reports.machines.digests import CaseDigest, Key
from reports.significance import Centre

#: What a case has three numbers of: value, low, high. After them: value, variance and freedom of
#: its centre.
QUANTITIES = ("seconds", "reference", "speedup", "share", "cost", "memory")
WIDTH = 3 * len(QUANTITIES) + 3
Numbers = NDArray[np.float64]
Whole = NDArray[np.int32]
Warned = Mapping[int, tuple[str, ...]]
Named = TypeVar("Named")


class Head(NamedTuple):
    """What a case is, without its figures."""

    family: str
    case: Case
    kind: str
    tasks: int
    workload_version: str
    void: str

    @property
    def key(self) -> Key:
        return self.family, self.case


class Layout(NamedTuple):
    """The cases of a run, in the file's order; runs of the same plan share one."""

    heads: tuple[Head, ...]
    rows: Mapping[Key, int]  # of the cases that are numbers

    @classmethod
    def of(cls, heads: tuple[Head, ...]) -> "Layout":
        return cls(heads, {head.key: row for row, head in enumerate(heads) if not head.void})


def estimate(
    numbers: Sequence[float], rounds: int, warnings: tuple[str, ...] = ()
) -> Estimate | None:
    """Three numbers as an estimate; None where there is none."""
    value, low, high = numbers
    if value != value:
        return None
    return Estimate(value, low, high, WANTED if low == low else low, rounds, warnings)


def centre_at(row: Numbers) -> Centre | None:
    """The centre at the end of a row; None where there were too few rounds."""
    value, variance, freedom = row[-3:].tolist()
    return Centre(value, variance, freedom) if value == value else None


class CompactCases(Sequence[CaseDigest]):
    """The cases of a run as a table of numbers."""

    def __init__(self, layout: Layout, numbers: Numbers, counts: Whole, warned: Warned) -> None:
        self.layout = layout
        self.numbers = numbers  # cases x `WIDTH`
        self.counts = counts  # cases x (rounds, disturbed, those that count)
        self.warned = warned  # by row, where there is something to say

    def __len__(self) -> int:
        return len(self.layout.heads)

    @overload
    def __getitem__(self, index: int) -> CaseDigest: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CaseDigest]: ...
    def __getitem__(self, index: int | slice) -> CaseDigest | Sequence[CaseDigest]:
        if isinstance(index, slice):
            return [self._case(row) for row in range(*index.indices(len(self)))]
        return self._case(range(len(self))[index])

    def _case(self, row: int) -> CaseDigest:
        head = self.layout.heads[row]
        rounds, disturbed, used = self.counts[row].tolist()
        warnings = self.warned.get(row, ())
        seconds, reference, speedup, share, cost, memory = (
            estimate(self.numbers[row, 3 * place : 3 * place + 3].tolist(), used, warnings)
            for place in range(len(QUANTITIES))
        )
        own = centre_at(self.numbers[row])
        return CaseDigest(
            *head, rounds, disturbed, seconds, reference, speedup, share, cost, memory, own
        )


class CompactEstimates(Mapping[Named, Estimate], Generic[Named]):
    """Estimates by name as a table of numbers."""

    def __init__(
        self, names: tuple[Named, ...], numbers: Numbers, rounds: Whole, warned: Warned
    ) -> None:
        self.names = names
        self.numbers = numbers  # names x 3
        self.rounds = rounds
        self.warned = warned

    def __getitem__(self, name: Named) -> Estimate:
        if name not in self.names:  # dozens at most: an index would take more room than they do
            raise KeyError(name)
        row = self.names.index(name)
        found = estimate(
            self.numbers[row].tolist(), int(self.rounds[row]), self.warned.get(row, ())
        )
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[Named]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
