"""A part of a round that does one operation again and again, as often as fits into a round.

Parts of a round that are a function called once per round.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any


class Batch:
    """A `lightwork.measuring.cases.round_parts.RoundPart`: ``call`` does all operations of a round
    and gives the results.

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


#: How long a round of a case should take, in seconds: long against the clock and a wake-up, short
#: against what a host does in a standard run's share of a case.
ROUND_SECONDS = 0.015
MOST_REPEATS = 4000


class Repeats:
    """A `lightwork.measuring.cases.round_parts.RoundPart`: ``once`` so many times; the last result
    is the one looked at.

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
        self._once = once
        self._times = times
        self._read = read
        self._wipe = wipe
        self._last: Any = None

    def load(self) -> None:
        """Forget the last result wherever it is."""
        self._last = None
        self._wipe()

    def go(self) -> None:
        """Do the operations of the round."""
        self._last = repeat(self._once, self._times)

    def collect(self) -> Sequence[Any]:
        """What the last operation gave, as one result."""
        return [self._read(self._last)]


def repeat(once: Callable[[], Any], times: int) -> Any:
    """Call ``once`` so many times (at least one); give what the last call gave."""
    for _ in range(times):
        last = once()
    return last


def times_per_round(once: Callable[[], Any]) -> int:
    """Warm up, and find how many times fit into `ROUND_SECONDS`: at least one."""
    # The first call connects, starts threads, touches its memory: too dear to be counted, unless
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
