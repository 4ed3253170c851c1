"""Parts of a round that are a function called once per round."""

from collections.abc import Callable, Sequence
from typing import Any


class Batch:
    """A `benchmarks.parts.Part`: ``call`` does all operations of a round and gives the results.

    Results that are no sequence of their own are wrapped in one by the caller.
    """

    def __init__(self, call: Callable[[], Sequence[Any]]) -> None:
        self._call = call
        self._results: Sequence[Any] = ()

    def load(self) -> None:
        """Forget the last results, so that freeing them is not timed."""
        self._results = ()

    def go(self) -> None:
        """Do all operations of the round."""
        self._results = self._call()

    def collect(self) -> Sequence[Any]:
        """What the last call gave."""
        return self._results
