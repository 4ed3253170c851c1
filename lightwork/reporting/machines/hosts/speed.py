"""How fast a host is, with an interval that knows that its speed drifts.

Seconds of two hosts were never measured at the same time, so nothing cancels what a host's
neighbours, its clock or its heat do to it. On shared virtual machines the same loop, 60 rounds at
a time, differed by up to a factor of 1.8 from one series to the next within half an hour, with a
standard deviation of the logarithm of 0.21, idle or beside a busy process alike (the serial loops
of docs/truth: 400 series). The intervals of the rounds themselves were a hundred times as narrow.

So each run has, beside the variance that its rounds show, one for how the host was that day. It is
known from what there is:

* several runs of a series: their scatter, beside the assumption `ASSUMED_SPEED_DRIFT`, which counts
  as `ASSUMED_DRIFT_FREEDOM` degrees of freedom: a prior with few degrees of freedom, after G. K.
  Smyth, Statistical Applications in Genetics and Molecular Biology 3 (2004) 3;
* one run: the assumption, or how far its serial loop drifted between the cases of the run (each
  has rounds of its own, minutes apart) if that is more.

The interval of two hosts of one run each spans a factor of 2 to either side; of two, one is
significantly faster from 2.4 on (`smallest_significant_ratio`), and from 1.3 on with three runs
each that agree. All of it in logarithms; intervals by Student's t with degrees of freedom after
Satterthwaite, as `lightwork.reporting.stats.change`.
"""

import math
from collections.abc import Sequence
from statistics import fmean, variance
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, Estimate
from lightwork.reporting.stats.significance import MeanEstimate, quantile, welch_freedom
from lightwork.reporting.text.figures import count, percent

#: Standard deviation of the logarithm of a host's speed from run to run that is assumed where
#: nothing else is known, and how many degrees of freedom that counts.
ASSUMED_SPEED_DRIFT, ASSUMED_DRIFT_FREEDOM = 0.18, 2
#: The same for what does not depend on a host's speed: memory, and who only sleeps (three runs on a
#: shared virtual machine, whose serial loops differed by 60 %, slept alike to 0.3 %).
ASSUMED_STEADY = 0.02
#: Asked of each kind of work: which is best per core, and which with all that it has.
QUESTIONS = 2


class Speed(NamedTuple):
    """A figure of a host in logarithms, over all of its runs."""

    value: float
    rounds: float  # variance from the rounds
    drift: float  # variance from how the host was when
    freedom: float  # of ``drift``
    runs: int
    spread: float  # standard deviation from run to run that was taken

    @property
    def mean(self) -> MeanEstimate:
        return MeanEstimate(self.value, self.rounds + self.drift, self.freedom)


def speed_of(
    runs: Sequence[MeanEstimate], within: float, assumed: float = ASSUMED_SPEED_DRIFT
) -> Speed:
    """What one or more runs say of a host.

    ``within`` is by how much its serial loop wandered inside a run (standard deviation of the
    logarithm; 0 if unknown).
    """
    number = len(runs)
    prior = max(assumed, within) ** 2
    freedom = ASSUMED_DRIFT_FREEDOM + number - 1
    own = variance([run.value for run in runs]) if number > 1 else 0.0
    of_a_run = (ASSUMED_DRIFT_FREEDOM * prior + (number - 1) * own) / freedom
    return Speed(
        value=fmean(run.value for run in runs),
        rounds=math.fsum(run.variance for run in runs) / number**2,
        drift=of_a_run / number,
        freedom=float(freedom),
        runs=number,
        spread=math.sqrt(of_a_run),
    )


def mean_speed(speeds: Sequence[Speed]) -> Speed:
    """The mean over several works: one host was fast or slow in all of them alike."""
    number = len(speeds)
    return Speed(
        value=fmean(one.value for one in speeds),
        rounds=math.fsum(one.rounds for one in speeds) / number**2,
        drift=fmean(math.sqrt(one.drift) for one in speeds) ** 2,
        freedom=min(one.freedom for one in speeds),
        runs=min(one.runs for one in speeds),
        spread=fmean(one.spread for one in speeds),
    )


def ratio_of(here: Speed, there: Speed) -> Estimate:
    """Here over there with its 95 % interval; below 1 is faster here."""
    one, other = here.mean, there.mean
    half = half_width_of_difference(one, other, 1 - CONFIDENCE)
    value, low, high = (math.exp(one.value - other.value + step) for step in (0.0, -half, half))
    return Estimate(value, low, high, CONFIDENCE, min(here.runs, there.runs))


def half_width_of_difference(one: MeanEstimate, other: MeanEstimate, level: float) -> float:
    """Half the width of the interval of a difference, that fails with probability ``level``."""
    return quantile(level, welch_freedom(one, other)) * math.sqrt(one.variance + other.variance)


def why(here: Speed, there: Speed) -> str:
    """How the interval of a ratio came about."""
    spreads = f"{percent(here.spread)} here, {percent(there.spread)} there"
    if here.runs > 1 or there.runs > 1:
        runs = f"{count(here.runs, 'run')} here, {count(there.runs, 'run')} there"
        return f"{runs}; taken to differ from run to run by {spreads}"
    return f"one run each; a host's speed is taken to wander from run to run by {spreads}"


def standing(speeds: Sequence[Speed]) -> tuple[int, int | None] | None:
    """The place of the one with the fewest seconds, and of the next that it may not be faster than.

    None for the latter where it is the best: its interval against every other excludes 1, at 95 %
    for all of these, and for what is asked of a kind of work, together (Bonferroni; J. C. Hsu,
    *Multiple Comparisons* (1996), chapter 4: comparisons with the best). Not for all kinds of work
    together: how a host was that day, which is most of the error, is the same in all of them, so
    that they are wrong together or not at all. None for fewer than two speeds.
    """
    if len(speeds) < 2:
        return None
    first, *others = sorted(range(len(speeds)), key=lambda place: speeds[place].value)
    best, level = speeds[first].mean, level_of_best(len(speeds))
    for place in others:
        other = speeds[place].mean
        if other.value - best.value <= half_width_of_difference(best, other, level):
            return first, place
    return first, None


def level_of_best(hosts: int) -> float:
    """With which probability the interval of the best and another of ``hosts`` may fail."""
    return (1 - CONFIDENCE) / QUESTIONS / (hosts - 1)


def smallest_significant_ratio(hosts: int) -> float:
    """How many times as fast as another one the best of ``hosts`` is at least, in computing, to be
    called so: with one run each, whose rounds are exact and whose serial loop did not wander."""
    alone = speed_of([MeanEstimate(0.0, 0.0, 1.0)], 0.0).mean
    return math.exp(half_width_of_difference(alone, alone, level_of_best(hosts)))
