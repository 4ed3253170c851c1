"""Whether the rounds of a case are of one piece: drift, and more than one mode.

An interval of a median says nothing of either. Both are flagged, never mended: no round is left
out. The levels are strict, as a run has a hundred cases: about one in a thousand is flagged though
its rounds are independent and of one piece.
"""

import math
from collections.abc import Sequence
from statistics import median

#: Fewest rounds in which either can be seen at such a level.
FEWEST = 10
#: Two-sided normal quantile of 0.001.
STRICT = 3.29
#: Each mode must hold at least this share of the rounds; less is a burst, which the median bears.
LEAST_SHARE = 0.25
#: The gap between two modes, times the number of rounds, in widths of the wider of them. Simulated
#: for 10 to 100 rounds: of normal, lognormal, Laplace and uniform noise at most 0.4 % have such a
#: gap (``tests/test_report_shape.py``).
GAP = 25
#: Modes nearer than 5 % are one for who uses the number.
APART = 0.05


def drifts(values: Sequence[float]) -> bool:
    """Whether the values rise or fall over the rounds (Mann-Kendall test, p < 0.001).

    H. B. Mann, Econometrica 13 (1945) 245; M. G. Kendall, *Rank Correlation Methods* (1948).
    """
    count = len(values)
    if count < FEWEST:
        return False
    rises = sum(
        (later > earlier) - (later < earlier)
        for i, earlier in enumerate(values)
        for later in values[i + 1 :]
    )
    variance = count * (count - 1) * (2 * count + 5) / 18
    return abs(rises) - 1 > STRICT * math.sqrt(variance)


def modes(ratios: Sequence[float]) -> tuple[float, float] | None:
    """The middles of two modes, where the ratios fall into two heaps with a wide gap between.

    None where there is one heap, or too few rounds to say.
    """
    count = len(ratios)
    if count < FEWEST:
        return None
    ordered = sorted(math.log(ratio) for ratio in ratios)
    least = math.ceil(LEAST_SHARE * count)
    cut = max(range(least, count - least + 1), key=lambda cut: ordered[cut] - ordered[cut - 1])
    below, above = ordered[:cut], ordered[cut:]
    gap, width = above[0] - below[-1], max(below[-1] - below[0], above[-1] - above[0])
    if gap * count <= GAP * width or gap < APART:
        return None
    return math.exp(median(below)), math.exp(median(above))
