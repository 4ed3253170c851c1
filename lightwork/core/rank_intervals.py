"""By how much one series lies above another: Hodges-Lehmann estimates with one-sided bounds.

For pairs (two candidates in the same block) the estimate is the median of the Walsh averages
``(d_i + d_j) / 2`` of the differences, and its bound the average whose rank the Wilcoxon
signed-rank distribution gives; for two series without pairs it is the median of all differences
``x_i - y_j``, bounded by the Mann-Whitney distribution. One burst in ten blocks moves neither, and
both need fewer blocks than a sign test. They assume that the differences scatter alike to either
side, as those of two timings in drawn order do.

Source: M. Hollander, D. A. Wolfe, E. Chicken, *Nonparametric Statistical Methods*, 3rd ed. (2014),
sections 3.2, 3.3 (pairs) and 4.2, 4.3 (two series). Standard library only.
"""

import math
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist, median
from typing import NamedTuple

#: Up to so many pairs the exact distribution is used; beyond, the normal one (ibid., 3.1).
MOST_EXACT_PAIRS = 40


class Shift(NamedTuple):
    """How far one series lies above another; unit as the values'.

    ``low`` and ``high`` are one-sided bounds: each alone holds with the confidence asked for. NaN
    where the values are too few for one.
    """

    value: float
    low: float
    high: float
    pairs: int  # or values of the shorter series


def paired_shift(differences: Sequence[float], confidence: float = 0.95) -> Shift:
    """The shift of one or more paired differences."""
    count = len(differences)
    walsh = sorted(
        (one + other) / 2 for place, one in enumerate(differences) for other in differences[place:]
    )
    return _bounded(walsh, _signed_rank(count, 1 - confidence), count)


def unpaired_shift(
    ones: Sequence[float], others: Sequence[float], confidence: float = 0.95
) -> Shift:
    """How far ``ones`` lie above ``others``, one or more values each."""
    differences = sorted(one - other for one in ones for other in others)
    rank = _rank_sum(len(ones), len(others), 1 - confidence)
    return _bounded(differences, rank, min(len(ones), len(others)))


def _bounded(ordered: Sequence[float], rank: int, count: int) -> Shift:
    """The bounds are the values of ``rank``, counted from 1 at either end; none where it is 0."""
    low, high = (ordered[rank - 1], ordered[-rank]) if rank else (math.nan, math.nan)
    return Shift(median(ordered), low, high, count)


@cache
def _signed_rank(count: int, miss: float) -> int:
    """The largest rank r with P(signed-rank statistic < r) <= ``miss``; 0 where there is none."""
    if count > MOST_EXACT_PAIRS:
        mean, spread = count * (count + 1) / 4, count * (count + 1) * (2 * count + 1) / 24
        return int(mean - NormalDist().inv_cdf(1 - miss) * math.sqrt(spread))
    ways = [1]  # of each sum of some of the ranks 1, ..., count
    for rank in range(1, count + 1):
        longer = ways + [0] * rank
        for total, number in enumerate(ways):
            longer[total + rank] += number
        ways = longer
    return _largest_rank(ways, miss)


@cache
def _rank_sum(one: int, other: int, miss: float) -> int:
    """The same for the Mann-Whitney statistic of two series."""
    if one + other > MOST_EXACT_PAIRS:
        mean, spread = one * other / 2, one * other * (one + other + 1) / 12
        return int(mean - NormalDist().inv_cdf(1 - miss) * math.sqrt(spread))
    # ways[n][u]: how often u pairs are inverted when n of the values are of the first series
    ways = [[1]] + [[0] for _ in range(one)]
    for place in range(1, one + other + 1):
        for taken in range(min(one, place), 0, -1):
            moved = [0] * (place - taken) + ways[taken - 1]
            longer = max(len(moved), len(ways[taken]))
            ways[taken] = [
                (ways[taken][at] if at < len(ways[taken]) else 0)
                + (moved[at] if at < len(moved) else 0)
                for at in range(longer)
            ]
    return _largest_rank(ways[one], miss)


def _largest_rank(ways: Sequence[int], miss: float) -> int:
    every, below = sum(ways), 0
    for rank, number in enumerate(ways):
        below += number
        if below > miss * every:
            return rank
    return 0
