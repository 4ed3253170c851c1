"""The median of a few values, with an interval that assumes nothing about their distribution.

Between the j-th smallest and the j-th largest of n independent values lies the true median with
probability ``1 - 2 P(Binomial(n, 1/2) <= j - 1)``, whatever the (continuous) distribution. These
probabilities come in steps: 10 values offer 97.9 % or 89.1 %. The bounds here lie between the two
nearest steps, where the probability is 95 % (Hettmansperger and Sheather; Nyblom shows that the
weights do for any symmetric distribution, and nearly so for skewed ones).

Sources: W. J. Conover, *Practical Nonparametric Statistics*, 3rd ed. (1999), section 3.2;
J.-Y. Le Boudec, *Performance Evaluation* (2010), section 2.2 and its table of ranks (appendix A);
T. P. Hettmansperger and S. J. Sheather, "Confidence intervals based on interpolated order
statistics", Statistics & Probability Letters 4 (1986) 75; J. Nyblom, "Note on interpolated order
statistics", ibid. 14 (1992) 129.

Both sides have it from here: a race ends by the interval that will be reported. Standard library
only.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

CONFIDENCE = 0.95
#: Fewest values that give a finite interval: 1 - 2 / 2**6 = 0.969, but 1 - 2 / 2**5 = 0.9375.
FEWEST_VALUES = 6
#: Two-sided 95 % quantile of the normal distribution.
NORMAL = 1.96
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


def unbounded(value: float, rounds: int, warning: str) -> Estimate:
    """A value without an interval, and why there is none."""
    return Estimate(value, math.nan, math.nan, math.nan, rounds, (warning,))


@cache
def rank_of_bound(count: int) -> tuple[int, float]:
    """The rank j (from 1) of the lower bound and the confidence reached, for ``count`` values.

    The largest j that still reaches `CONFIDENCE`; (0, nan) for fewer values than `FEWEST_VALUES`.
    """
    if count < FEWEST_VALUES:
        return 0, math.nan
    if count > MOST_EXACT:
        return math.floor(count / 2 - 0.98 * math.sqrt(count)), CONFIDENCE
    rank, below, term = 0, 0, 1  # below: how many of the 2**count outcomes have < rank + 1 heads
    while 2 * (below + term) <= (1 - CONFIDENCE) * 2**count:
        below += term
        rank += 1
        term = term * (count - rank + 1) // rank
    return rank, 1 - 2 * below / 2**count


def median_interval(values: Sequence[float]) -> Estimate:
    """The median of ``values`` (one or more) with its 95 % interval; unit as the values'."""
    ordered = sorted(values)
    count = len(ordered)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    rank, reached = rank_of_bound(count)
    if rank == 0:
        warning = f"{count} rounds give no interval: at least {FEWEST_VALUES} are needed"
        return unbounded(middle, count, warning)
    inner = inner_weight(count, rank, reached)
    low = (1 - inner) * ordered[rank - 1] + inner * ordered[rank]
    high = (1 - inner) * ordered[count - rank] + inner * ordered[count - rank - 1]
    # Of equal values the weighted sums may lie beyond them by a rounding error.
    return Estimate(middle, min(low, middle), max(high, middle), CONFIDENCE, count)


def rounds_that_count(disturbed: Sequence[bool]) -> Sequence[int]:
    """The places of the undisturbed rounds if they give an interval, else of all rounds."""
    every = range(len(disturbed))
    if True not in disturbed:  # as mostly, and quicker than to look for each
        return every
    undisturbed = [place for place in every if not disturbed[place]]
    return undisturbed if len(undisturbed) >= FEWEST_VALUES else every


@cache
def inner_weight(count: int, rank: int, reached: float) -> float:
    """The weight of the next inner value, so that the interval holds the median at `CONFIDENCE`.

    With I = (reached - wanted) / (reached - reached by the next rank), the weight is
    ``(n - j) I / (j + (n - 2 j) I)`` (Hettmansperger and Sheather 1986, equation 2.4).
    """
    step = 2 * math.comb(count, rank) / 2**count if count <= MOST_EXACT else 0.0
    if step == 0.0:
        return 0.0
    share = (reached - CONFIDENCE) / step
    return (count - rank) * share / (rank + (count - 2 * rank) * share)


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
