"""From which size of payload on one channel is faster than others.

Sizes count as faster or slower only where intervals do not touch, as everywhere (see `ranking`).
So the answer is a bracket: the channel is slower at one size, and faster at a larger one and at
everything measured beyond it; the size where it begins to win lies between the two.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from lightwork.core.decision import INCONCLUSIVE
from lightwork.core.intervals import Estimate
from lightwork.reporting.text.figures import payload

WINS, LOSES = "wins", "loses"

#: Seconds of a trip by payload size in bytes.
TripSeconds = Mapping[int, Estimate]


class Crossover(NamedTuple):
    """How each size came out that was measured of all channels compared, ascending."""

    outcomes: tuple[tuple[int, str], ...]

    @property
    def words(self) -> str:
        """``from 32 KiB on (slower at 1 KiB)``, or why there is no such size."""
        if not self.outcomes:
            return "inconclusive: no size was measured of both"
        last, outcome = self.outcomes[-1]
        if outcome == WINS:
            return self._from()
        if winning := [payload(size) for size, other in self.outcomes if other == WINS]:
            not_there = "not" if outcome == LOSES else "inconclusive"
            return f"at {', '.join(winning)}, but {not_there} at {payload(last)}"
        if outcome == LOSES:
            return f"never here: slower at {payload(last)}, the largest size measured"
        return f"inconclusive: no measurable difference at {payload(last)}, the largest measured"

    def _from(self) -> str:
        """From which size on; at the largest alone, what lies beyond is not known."""
        first, last = self.outcomes[0][0], self.outcomes[-1][0]
        above = takewhile(lambda one: one[1] == WINS, reversed(self.outcomes))
        start = min(size for size, _ in above)
        if start == first:
            most = "" if first == last else f" to {payload(last)}"
            return f"at every size measured, {payload(first)}{most}"
        slower = [size for size, outcome in self.outcomes if size < start and outcome == LOSES]
        below = f"slower at {payload(slower[-1])}" if slower else "below inconclusive"
        where = ", the largest size measured" if start == last else " on"
        return f"from {payload(start)}{where} ({below})"


def crossover(mine: TripSeconds, others: Sequence[TripSeconds]) -> Crossover:
    """Compare a channel with ``others`` at each size that it and any of them were measured at.

    It wins where it is faster than each of them, and loses where it is slower than any.
    """
    outcomes = []
    for size in sorted(mine):
        if against := [other[size] for other in others if size in other]:
            outcomes.append((size, _outcome(mine[size], against)))
    return Crossover(tuple(outcomes))


def _outcome(mine: Estimate, against: Sequence[Estimate]) -> str:
    known = [other for other in against if mine.bounded and other.bounded]
    if any(mine.low > other.high for other in known):
        return LOSES
    wins = len(known) == len(against) and all(mine.high < other.low for other in known)
    return WINS if wins else INCONCLUSIVE
