"""The median of a few values, with an interval that assumes nothing about their distribution.

Between the j-th smallest and the j-th largest of n independent values lies the true median with
probability ``1 - 2 P(Binomial(n, 1/2) <= j - 1)``, whatever the (continuous) distribution.
Sources: W. J. Conover, *Practical Nonparametric Statistics*, 3rd ed. (1999), section 3.2;
H. A. David and H. N. Nagaraja, *Order Statistics*, 3rd ed. (2003), section 7.1;
J.-Y. Le Boudec, *Performance Evaluation* (2010), section 2.2 and its table of ranks (appendix A).
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

WANTED = 0.95
#: Fewest values that give a finite interval: 1 - 2 / 2**6 = 0.969, but 1 - 2 / 2**5 = 0.9375.
FEWEST = 6
#: Above this many values the binomial is replaced by the normal distribution (Le Boudec, 2.2).
MOST_EXACT = 1000


class Estimate(NamedTuple):
    """A number and what it is worth. Warnings travel with it.

    ``low`` and ``high`` bound the true median with probability ``confidence``; all three are NaN
    where the values are too few to say. ``rounds`` is how many values it rests on.
    """

    value: float
    low: float
    high: float
    confidence: float
    rounds: int
    warnings: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether there is an interval."""
        return not math.isnan(self.low)


@cache
def rank_of_bound(count: int) -> tuple[int, float]:
    """The rank j (from 1) of the lower bound and the confidence reached, for ``count`` values.

    The largest j that still reaches `WANTED`; (0, nan) for fewer values than `FEWEST`.
    """
    if count < FEWEST:
        return 0, math.nan
    if count > MOST_EXACT:
        return math.floor(count / 2 - 0.98 * math.sqrt(count)), WANTED
    rank, below, term = 0, 0, 1  # below: how many of the 2**count outcomes have < rank + 1 heads
    while 2 * (below + term) <= (1 - WANTED) * 2**count:
        below += term
        rank += 1
        term = term * (count - rank + 1) // rank
    return rank, 1 - 2 * below / 2**count


def median_interval(values: Sequence[float]) -> Estimate:
    """The median of ``values`` (one or more) with its interval; unit as the values'."""
    ordered = sorted(values)
    count = len(ordered)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    rank, confidence = rank_of_bound(count)
    if rank == 0:
        warning = f"{count} rounds give no interval: at least {FEWEST} are needed"
        return Estimate(middle, math.nan, math.nan, math.nan, count, (warning,))
    return Estimate(middle, ordered[rank - 1], ordered[count - rank], confidence, count)


def overlap(one: Estimate, other: Estimate) -> bool:
    """Whether the intervals share a value; without an interval nothing can be told apart."""
    if not (one.bounded and other.bounded):
        return True
    return one.low <= other.high and other.low <= one.high


def quotient(one: Estimate, other: Estimate) -> Estimate:
    """``one / other`` with the widest interval that both allow (conservative on purpose)."""
    return Estimate(
        one.value / other.value,
        one.low / other.high,
        one.high / other.low,
        min(one.confidence, other.confidence),
        min(one.rounds, other.rounds),
    )
