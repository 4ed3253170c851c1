"""What a comparison could have told, and what it would take to tell what it could not."""

import math
from typing import NamedTuple

from reports.changes import Change
from reports.significance import LEVEL, POWER, quantile

#: Levels of the two conditions of a verdict: beyond the threshold (`Change.together`, two-sided
#: 5 % for all asked), and different at all (two-sided, for all asked).
BEYOND, DIFFERENT = 0.05, LEVEL
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


def need_of(change: Change, threshold: float, runs: int) -> Need:
    """How many rounds, or else runs a side, end the doubt; ``runs`` a side are there now.

    Half the interval must fit between the change and the threshold. Its square falls with the
    rounds as far as it comes from them, and with the runs altogether; degrees of freedom grow.
    """
    edge = math.log1p(threshold)
    size = abs(math.log(change.estimate.value))
    gap = max(abs(size - edge), NEAREST * edge)
    level = BEYOND if size < edge else BEYOND / change.asked

    def fits(more: float, within: float, between: float) -> bool:
        half = quantile(level, change.freedom * more) * math.sqrt(within + between)
        return half <= gap

    def first(now: int, most: int, *, runs_too: bool) -> int:
        for count in range(now + 1, most + 1):
            more = count / now
            between = change.between / more if runs_too else change.between
            if fits(more, change.within / more, between):
                return count
        return 0

    rounds = change.estimate.rounds
    return Need(first(rounds, MOST_ROUNDS, runs_too=False), first(runs, MOST_RUNS, runs_too=True))
