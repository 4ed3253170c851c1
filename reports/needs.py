"""What a comparison could have told, and what it would take to tell what it could not."""

import math
from typing import NamedTuple

from reports.changes import Change, quantile

#: Levels of the two conditions of a verdict: beyond the threshold (`Change.together`, two-sided
#: 5 % for all asked), and different at all (two-sided, for all asked).
BEYOND, DIFFERENT = 0.05, 0.01
#: The smallest detectable change is found in this share of repetitions.
POWER = 0.8
#: A change that lies nearer to the threshold than this share of it is planned as if it did not.
NEAREST = 0.25
#: More rounds than this in one run are no answer: more runs are.
MOST_ROUNDS = 100
MOST_RUNS = 50


class Need(NamedTuple):
    """What would tell: rounds in each run, or runs on either side; 0 where that would not help."""

    rounds: int
    runs: int


def smallest_detectable(change: Change, threshold: float) -> float:
    """The true slowdown (1.12: 12 % slower) that would be told in 80 % of repetitions.

    NaN where there is no interval. The quantiles of the test and of the power add up, as in any
    plan of an experiment (J. Cohen, *Statistical Power Analysis*, 2nd ed. (1988), section 2.4).
    """
    if not change.estimate.bounded:
        return math.nan
    found = quantile(2 * (1 - POWER), change.freedom) * change.error
    beyond = math.log1p(threshold) + change.reach(BEYOND / change.asked)
    return math.exp(max(beyond, change.reach(DIFFERENT / change.asked)) + found)


def need_of(change: Change, threshold: float, rounds: int, runs: int) -> Need:
    """How many rounds, or else runs a side, end the doubt; both are what is there now.

    Half the interval must fit between the change and the threshold. Its square falls with the
    rounds as far as it comes from them, and with the runs altogether.
    """
    edge = math.log1p(threshold)
    size = abs(math.log(change.estimate.value))
    gap = max(abs(size - edge), NEAREST * edge)
    level = BEYOND if size < edge else BEYOND / change.asked
    allowed = (gap / quantile(level, change.freedom)) ** 2  # the variance at which it fits
    more_runs = math.ceil(runs * change.error**2 / allowed)
    needed_runs = more_runs if runs < more_runs <= MOST_RUNS else 0
    left = allowed - change.between
    if left <= 0:
        return Need(0, needed_runs)
    needed_rounds = math.ceil(rounds * change.within / left)
    return Need(needed_rounds if rounds < needed_rounds <= MOST_ROUNDS else 0, needed_runs)
