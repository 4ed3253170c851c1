"""What the tests of stand-in parents share: small ones, and one with a clock of its own."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from typing import Any

import pytest

from benchmarks.stand_in.keeper import KEEPER
from benchmarks.stand_in.process import StandIn


@pytest.fixture(autouse=True)
def light_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a run, workers do not import the script that started pytest; no stand-in is left."""
    main = sys.modules["__main__"]
    monkeypatch.setattr(main, "__spec__", ModuleSpec("pytest.__main__", None))
    yield
    KEEPER.close()


class SmallKeeper:
    """Lends stand-ins that hold so many bytes, each to one borrower."""

    def __init__(self, held_bytes: int) -> None:
        self._held_bytes = held_bytes

    @contextmanager
    def borrow(self, weight: str) -> Iterator[StandIn]:
        """Start one and end it."""
        stand_in = StandIn(weight, self._held_bytes)
        try:
            yield stand_in
        finally:
            stand_in.close()


class MadeUpStandIn:
    """A stand-in that only moves a clock on: known costs of the pipe and of each item."""

    pid = 0

    def __init__(self, pipe_seconds: float, seconds_of: Callable[[Any], float]) -> None:
        self.now = 0.0
        self._pipe_seconds, self._seconds_of = pipe_seconds, seconds_of
        self._results: list[Any] = []

    def perf_counter(self) -> float:
        """The clock."""
        return self.now

    def load(self, task: Callable[[Any], Any], items: Sequence[Any]) -> None:
        """Take the work."""
        self._task, self._items = task, items

    def go(self) -> None:
        """A message there and back, and what each item costs."""
        self.now += self._pipe_seconds + sum(map(self._seconds_of, self._items))

    def collect(self) -> list[Any]:
        """What an opening gives, or the item itself where nothing is done."""
        return [getattr(item, "workers", item) for item in self._items]

    def call(self, _function: Callable[..., Any], *_arguments: Any) -> list[Any]:
        """No workers, no notes."""
        return []

    @contextmanager
    def borrow(self, _weight: str) -> "Iterator[MadeUpStandIn]":
        """Be the keeper, too."""
        yield self
