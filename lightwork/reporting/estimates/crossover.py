"""From which size of payload on one channel is cheaper than others.

A size is told only where intervals do not touch, as everywhere (see `ranking`). So the answer is a
bracket: the channel is told dearer at ``below`` and cheaper at ``above`` and at everything
measured that is larger; the size where it begins to win lies between the two.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.reporting.text.figures import payload

WINS, LOSES, INCONCLUSIVE = "wins", "loses", "untold"

#: Seconds of a trip by payload size in bytes.
TripSeconds = Mapping[int, Estimate]


class Crossover(NamedTuple):
    """What was told at each size that was measured of all channels compared, ascending."""

    told: tuple[tuple[int, str], ...]

    @property
    def above(self) -> int | None:
        """The smallest size from which on the channel is told cheaper at every size measured."""
        found = None
        for size, word in reversed(self.told):
            if word != WINS:
                break
            found = size
        return found

    @property
    def below(self) -> int | None:
        """The largest size under `above` at which it is told dearer; None where there is none."""
        most = self.above
        dearer = [size for size, word in self.told if word == LOSES]
        return max((size for size in dearer if most is None or size < most), default=None)

    @property
    def words(self) -> str:
        """``from 32 KiB on (dearer up to 1 KiB)``, or why there is no such size."""
        sizes = [size for size, _ in self.told]
        if not sizes:
            return "can't tell: no size was measured of both"
        if self.above is not None:
            return f"{_from(sizes, self.above)}{self._before()}"
        winning = [payload(size) for size, word in self.told if word == WINS]
        last, word = self.told[-1]
        if winning:
            not_there = "not" if word == LOSES else "can't tell"
            return f"at {', '.join(winning)}, but {not_there} at {payload(last)}"
        if word == LOSES:
            return f"never here: dearer at {payload(last)}, the largest size measured"
        return f"can't tell: not told apart at {payload(last)}, the largest size measured"

    def _before(self) -> str:
        """What is known below the first size that wins."""
        if self.above == self.told[0][0]:
            return ""
        if self.below is None:
            return " (below can't tell)"
        return f" (dearer at {payload(self.below)})"


def crossover(mine: TripSeconds, others: Sequence[TripSeconds]) -> Crossover:
    """Compare a channel with ``others`` at each size that it and any of them were measured at.

    It wins where it is told cheaper than each of them, and loses where it is told dearer than any.
    """
    told = []
    for size in sorted(mine):
        against = [other[size] for other in others if size in other]
        if against:
            told.append((size, _told(mine[size], against)))
    return Crossover(tuple(told))


def _told(mine: Estimate, against: Sequence[Estimate]) -> str:
    known = [other for other in against if mine.bounded and other.bounded]
    if any(mine.low > other.high for other in known):
        return LOSES
    wins = len(known) == len(against) and all(mine.high < other.low for other in known)
    return WINS if wins else INCONCLUSIVE


def _from(sizes: Sequence[int], first: int) -> str:
    """From which size on; at the largest alone, what lies beyond is not known."""
    if first == sizes[0]:
        most = "" if len(sizes) == 1 else f" to {payload(sizes[-1])}"
        return f"at every size measured, {payload(first)}{most}"
    if first == sizes[-1]:
        return f"from {payload(first)}, the largest size measured"
    return f"from {payload(first)} on"
