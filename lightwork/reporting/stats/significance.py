"""Whether ratios are told from 1, and two groups of them from each other: p-values, corrected.

An interval answers for one figure. A report asks about a hundred at once, and picks the best of
them: then 95 % intervals alone would give five false verdicts. So a verdict also needs a small
p-value among all that were asked (`holm`), and ranks of ten rounds give none below 0.002, however
clear the case. These come from Student's t of trimmed means of the logarithms of the ratios:

* A ratio within a round is of two timings that take turns at coming first. Noise that hits either
  alike makes its logarithm symmetric about the true one, so that mean, trimmed mean and median are
  the same number.
* The fifth of the values at either end counts only as far as the next ones (nothing is left out:
  the spread is that of the winsorised values). A burst of other work in one round in ten must not
  hide what all others show, as it would with the plain mean.

Simulated with 6,000 samples of each size: of normal noise 1.2 to 1.5 times as many p-values are
below 0.01 as should be for 6 and 10 values, and as many as should be for 30; of noise with bursts
half as many. Verdicts need an interval beyond the noise floor besides.

Sources: J. W. Tukey and D. H. McLaughlin, Sankhya A 25 (1963) 331 (one group); K. K. Yuen,
Biometrika 61 (1974) 165 (two groups, unequal variances, degrees of freedom after Welch); R. R.
Wilcox, *Introduction to Robust Estimation and Hypothesis Testing*, 4th ed. (2017), sections 4.3 and
5.3; S. Holm, Scandinavian Journal of Statistics 6 (1979) 65.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, FEWEST_VALUES, Estimate, unbounded

#: Share of the values at either end that is drawn in.
TRIMMED = 0.2
#: A verdict is given up to this p-value, corrected for all that were asked.
SIGNIFICANCE_LEVEL = 0.01
#: How often a difference must be told to count as one that can be seen.
POWER = 0.80


class MeanEstimate(NamedTuple):
    """The trimmed mean of some values and its variance; unit as the values'."""

    value: float
    variance: float  # squared standard error
    freedom: float


def trimmed_mean(values: Sequence[float]) -> MeanEstimate:
    """The 20 % trimmed mean. Raises ValueError for fewer than `FEWEST_VALUES` values."""
    count = len(values)
    if count < FEWEST_VALUES:
        raise ValueError(
            f"got {count} values, expected {FEWEST_VALUES} or more: fewer bound nothing"
        )
    ordered = sorted(values)
    cut = int(TRIMMED * count)
    inner = ordered[cut : count - cut]
    winsorised = [inner[0]] * cut + inner + [inner[-1]] * cut
    middle = math.fsum(winsorised) / count
    squares = math.fsum([(value - middle) ** 2 for value in winsorised])
    freedom = len(inner) - 1
    return MeanEstimate(math.fsum(inner) / len(inner), squares / (freedom * len(inner)), freedom)


def trimmed_mean_of_logs(ratios: Sequence[float]) -> MeanEstimate:
    """The trimmed mean of the logarithms of ``ratios``."""
    return trimmed_mean([math.log(ratio) for ratio in ratios])


def quantile_interval(values: Sequence[float], share: float) -> Estimate:
    """A quantile above the median, such as the 95th percentile, with its exact interval.

    The value is interpolated between ranks (Hyndman and Fan's type 7, numpy's default). The bounds
    are ranks again: P(Binomial(n, share) < rank) at most 2.5 % on either side. Where even the
    greatest value is too likely to lie below the quantile (n < 72 for 95 %), there is no interval.
    """
    ordered, count, miss = sorted(values), len(values), (1 - CONFIDENCE) / 2
    below, part = divmod(share * (count - 1), 1)
    start, end = ordered[int(below)], ordered[min(int(below) + 1, count - 1)]
    value = start + part * (end - start)
    if share**count > miss:
        needed = math.ceil(math.log(miss) / math.log(share))
        warning = f"{count} rounds give no interval of this percentile: {needed} are needed"
        return unbounded(value, count, warning)
    from scipy.special import bdtr

    fewer = bdtr(range(count), count, share).tolist()  # P(fewer than rank), for ranks from 1
    low, high = bisect_right(fewer, miss), min(bisect_left(fewer, 1 - miss), count - 1)
    return Estimate(value, ordered[low - 1], ordered[high], CONFIDENCE, count)


def probability(difference: float, variance: float, freedom: float) -> float:
    """Two-sided p-value of a difference with such a variance, by Student's t."""
    # Loaded where it is used: scipy takes a tenth of a second.
    from scipy.special import stdtr

    if variance == 0:
        return 1.0 if difference == 0 else 0.0
    return float(2 * stdtr(freedom, -abs(difference) / math.sqrt(variance)))


def p_value_of_ratios(ratios: Sequence[float]) -> float:
    """p-value that the typical ratio is 1; 1 where the values are too few to say."""
    if len(ratios) < FEWEST_VALUES:
        return 1.0
    return probability(*trimmed_mean_of_logs(ratios))


def welch_freedom(one: MeanEstimate, other: MeanEstimate) -> float:
    """Degrees of freedom of the difference of two centres (Welch 1938, Yuen 1974)."""
    parts = one.variance**2 / one.freedom + other.variance**2 / other.freedom
    return (one.variance + other.variance) ** 2 / parts if parts else float(one.freedom)


def holm(probabilities: Sequence[float]) -> list[float]:
    """Each p-value corrected for having been asked with the others (Holm 1979), in their order.

    A verdict where it is at most 0.01 is false in at most one of a hundred *runs*, not verdicts.
    """
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    corrected = [1.0] * len(probabilities)
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - place) * probabilities[index]))
        corrected[index] = highest
    return corrected


def quantile(level: float, freedom: float) -> float:
    """Student's t that is exceeded, on either side, with probability ``level``.

    Degrees of freedom are rounded down to steps of 3 %, which widens intervals by less than that.
    """
    return _quantile(level, math.floor(math.log(max(freedom, 1.0)) / 0.03))


@cache
def _quantile(level: float, step: int) -> float:
    from scipy.special import stdtr

    # By bisection to 1e-9, though scipy has the inverse: so figures in tables stay what earlier
    # reports of the same runs have, to the last digit.
    freedom = math.exp(0.03 * step)
    low, high = 0.0, 1.0
    while 2 * stdtr(freedom, -high) > level:
        high *= 2
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if 2 * stdtr(freedom, -middle) > level else (low, middle)
    return (low + high) / 2
