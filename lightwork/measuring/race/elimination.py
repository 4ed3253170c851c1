"""Who leaves a race: a candidate that is shown to be slower than another one.

From the fifth block on by the fully sequential procedure of S.-H. Kim and B. L. Nelson, "A fully
sequential procedure for indifference-zone selection in simulation", ACM TOMACS 11 (2001) 251, on
logarithms of seconds, with an indifference zone of 5 % and common random numbers (candidates of one
block met the same host). It promises to keep the best, if it is at least 5 % better, with 95 %.
It is altered twice, and drops fewer by both: so that bursts do not break its assumption of normal
noise, the median of the differences has to agree with their mean; and who seems to be within the
zone stays, so that of equivalent ones the simplest can be chosen. Before that who is hopeless: at
least so many times the best's seconds in each of the first blocks, so that one burst drops nobody
(`HOPELESS`). Where time is short, who is outside the zone in each of them.
What both come to is measured by ``python -m studies.selection``.
"""

import math
from collections.abc import Hashable, Mapping
from statistics import mean, median, variance
from typing import TypeVar

#: Blocks after which it is looked, and the least ratio to the best that there must be in each.
HOPELESS = {1: 2.0, 2: 1.5, 3: 1.3, 4: 1.2}
#: Blocks that Kim and Nelson's procedure begins with, its indifference zone (as a logarithm), and
#: the probability that it drops the best.
FIRST_BLOCKS, ZONE, ALPHA = 5, math.log(1.05), 0.05

Seconds = Mapping[int, float]  # by block
K = TypeVar("K", bound=Hashable)


def leaving(field: Mapping[K, Seconds], best: K, short: bool = False) -> dict[K, str]:
    """Those of ``field`` that leave, and why (a sentence without an end). Never ``best``.

    ``short``: there is no time for those that only seem to be slower.
    """
    found: dict[K, str] = {}
    for one, seconds in field.items():
        common = sorted(seconds.keys() & field[best].keys())
        if one == best or not common:
            continue
        ratios = [seconds[block] / field[best][block] for block in common]
        least = HOPELESS.get(len(ratios))
        if short and least is not None:
            least = math.exp(ZONE)
        times = f"takes {median(ratios):.2f} times the best's seconds"
        hopeless = least is not None and min(ratios) >= least
        if hopeless or (len(ratios) >= FIRST_BLOCKS and _shown_slower(ratios, len(field))):
            found[one] = times
    return found


def _shown_slower(ratios: list[float], rivals: int) -> bool:
    """Kim and Nelson 2001, procedure KN with c = 1, for one pair."""
    count = len(ratios)
    logs = [math.log(ratio) for ratio in ratios]
    first = FIRST_BLOCKS - 1
    eta = (math.pow(2 * ALPHA / max(1, rivals - 1), -2 / first) - 1) / 2
    spread = 2 * eta * first * variance(logs)
    # Theirs ends at 0, with one left: equals would leave as slower ones, the simplest among them.
    reach = max(ZONE, ZONE / (2 * count) * (spread / ZONE**2 - count))
    return mean(logs) > reach and median(logs) > reach
