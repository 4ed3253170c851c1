"""Parts of a round that are one call: once a round, or as often as fits into one."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

#: How long a round of a case should take, in seconds: long against the clock and a wake-up, short
#: against what a host does in a standard run's share of a case.
ROUND_SECONDS = 0.015
MOST_REPEATS = 4000


class Batch:
    """A `lightwork.measuring.cases.round_parts.RoundPart`: ``call`` does all operations of a round
    and gives the results.

    Results that are no sequence of their own are wrapped in one by the caller.
    """

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._results: Any = ()

    def load(self) -> None:
        """Forget the last results, so that freeing them is not timed."""
        self._results = ()

    def go(self) -> None:
        """Do all operations of the round."""
        self._results = self._call()

    def collect(self) -> Sequence[Any]:
        """What the last call gave."""
        results: Sequence[Any] = self._results
        return results


class Repeats(Batch):
    """``once`` so many times; the last result is the one that is compared.

    ``read`` makes of it what is compared; ``wipe`` is called before each go, outside of the clock,
    so that nothing of an earlier go can be taken for a result.
    """

    def __init__(
        self,
        once: Callable[[], Any],
        times: int,
        read: Callable[[Any], Any],
        wipe: Callable[[], object],
    ) -> None:
        super().__init__(partial(repeat, once, times))
        self._read = read
        self._wipe = wipe

    def load(self) -> None:
        """Forget the last result wherever it is."""
        super().load()
        self._wipe()

    def collect(self) -> Sequence[Any]:
        """What the last operation gave, as one result."""
        return [self._read(self._results)]


def repeat(once: Callable[[], Any], times: int) -> Any:
    """Call ``once`` so many times (at least one); give what the last call gave."""
    for _ in range(times):
        last = once()
    return last


def times_per_round(once: Callable[[], Any]) -> int:
    """Warm up, and find how many times fit into `ROUND_SECONDS`: at least one."""
    # The first call connects, starts threads, touches its memory: too slow to be counted, unless
    # it is so long that nothing else matters.
    if _seconds_of(once, 1) > 2 * ROUND_SECONDS:
        return 1
    times = 1
    while True:
        seconds = _seconds_of(once, times)
        if seconds > ROUND_SECONDS / 4 or times >= MOST_REPEATS:
            return max(1, min(MOST_REPEATS, round(ROUND_SECONDS * times / seconds)))
        times *= 4


def _seconds_of(once: Callable[[], Any], times: int) -> float:
    start = time.perf_counter()
    repeat(once, times)
    return time.perf_counter() - start
