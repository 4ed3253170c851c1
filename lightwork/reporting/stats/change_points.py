"""Where the values of successive runs changed: Pettitt's test, and again within each part.

The statistic is K = max |U_t|, with U_t = 2 (r_1 + ... + r_t) - t (n + 1) over the ranks r of all n
values (A. N. Pettitt, *A non-parametric approach to the change-point problem*, Applied Statistics
28 (1979)). Its p-value is that among drawn orders of n ranks: Pettitt's own approximation finds
nothing in fewer than sixteen runs. Parts are searched as in binary segmentation (L. Ju. Vostrikova,
1981). It assumes that runs of the same code scatter independently of one another.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from lightwork.core.rank_intervals import Shift, unpaired_shift

_Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
#: A series of runs of the same code has a false change at most this often.
CHANGE_LEVEL = 0.01
#: Fewer runs on either side say nothing of how a state scatters.
FEWEST_RUNS = 4
#: Drawn orders for the p-value: at the level of a tenth of a per cent it is known to a fifth.
DRAWN_ORDERS = 20_000
#: Both ends of the interval of a change hold with 95 %.
_EACH_END = 0.975


class ChangePoint(NamedTuple):
    """The values from the run at ``place`` on differ from those before.

    ``ratio`` is the logarithm of the values after over those before.
    """

    place: int
    ratio: Shift
    p_value: float


def change_points(values: Sequence[float], level: float = CHANGE_LEVEL) -> list[ChangePoint]:
    """Those of a series of positive values in order of time, the first one first."""
    logs = [math.log(value) for value in values]
    places = sorted(_places(logs, 0, len(logs), level))
    edges = [0, *(place for place, _ in places), len(logs)]
    found = []
    for at, (place, p_value) in enumerate(places):
        before, after = logs[edges[at] : place], logs[place : edges[at + 2]]
        found.append(ChangePoint(place, unpaired_shift(after, before, _EACH_END), p_value))
    return found


def _places(
    logs: Sequence[float], begin: int, end: int, level: float
) -> Iterator[tuple[int, float]]:
    """Where a part changes, with the p-value; then where its two parts do."""
    count = end - begin
    if count < 2 * FEWEST_RUNS:
        return
    statistic, split = _most_apart(rankdata(logs[begin:end]))
    drawn = _drawn(count)
    p_value = (1 + len(drawn) - int(np.searchsorted(drawn, statistic))) / (1 + len(drawn))
    if p_value > level:
        return
    place = begin + split
    yield place, p_value
    yield from _places(logs, begin, place, level)
    yield from _places(logs, place, end, level)


def _most_apart(ranks: _Numbers) -> tuple[float, int]:
    """K, and after how many values it is reached; neither side has fewer than `FEWEST_RUNS`."""
    found = np.abs(_contrasts(ranks))
    split = int(np.argmax(found))
    return float(found[split]), split + FEWEST_RUNS


def _contrasts(ranks: _Numbers) -> _Numbers:
    count = ranks.shape[-1]
    before = np.arange(FEWEST_RUNS, count - FEWEST_RUNS + 1)
    sums = np.cumsum(ranks, axis=-1)[..., before - 1]
    contrasts: _Numbers = 2 * sums - before * (count + 1)
    return contrasts


@cache
def _drawn(count: int) -> _Numbers:
    """K of drawn orders of so many ranks, ascending; always the same draws."""
    chance = np.random.default_rng(count)
    ranks = np.tile(np.arange(1.0, count + 1), (DRAWN_ORDERS, 1))
    orders = chance.permuted(ranks, axis=1)
    return np.sort(np.abs(_contrasts(orders)).max(axis=1))
