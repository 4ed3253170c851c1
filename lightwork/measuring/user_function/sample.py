"""Which items of a long list are run, and what they say of all.

A list that is short is run whole. Of a long one a sample is run that is stratified: one item, drawn
at random, from each of equally long stretches, and both ends. So a list that is sorted by what its
items cost is met all along, and a cycle in it does not meet the same phase again and again.
"""

import math
import random
import statistics
from typing import NamedTuple

from lightwork.core.intervals import Estimate, unbounded
from lightwork.measuring.launcher.requests import Looked
from lightwork.measuring.race.course import JobSample

#: A sample that takes about so many seconds, of at least so many items a worker.
SAMPLE_SECONDS, ITEMS_A_WORKER = 1.0, 4
#: A serial loop over the sample that takes longer than this is taken from a part of it.
LONGEST_LOOP = 4.0
FORECAST_CONFIDENCE = 0.90
#: Fewer items than this say nothing of the others.
FEWEST_FORECAST = 8
#: Nothing is forecast where one item takes a larger share of the seconds of all that were called:
#: then it hangs on how many such there are.
LARGEST_SHARE = 0.10


def sample_of(
    looked: Looked,
    items: int,
    cores: int,
    first_call: float = 0.0,
    usual: float = SAMPLE_SECONDS,
    whole: float = math.inf,
) -> JobSample:
    """All items, if the loop over them is short; else a stratified sample, with both ends.

    The loop over a sample takes about ``usual`` seconds; one over all items that were looked at may
    take ``whole``. ``first_call``: seconds that the first call in a process takes longer. The loop
    over the sample has that, too, and as many seconds of work at least, up to those of a usual
    sample.
    """
    if len(looked.places) == items and math.fsum(looked.seconds) <= whole:
        return JobSample(items, None, ())
    mean = statistics.fmean(item_seconds(looked, first_call))
    seconds = min(usual, max(first_call, usual - first_call))
    wanted = max(round(seconds / mean), ITEMS_A_WORKER * cores, 2)
    if wanted * mean > LONGEST_LOOP:  # slow items: one for each worker has to do
        wanted = max(round(LONGEST_LOOP / mean), cores, 2)
    count = min(wanted, items)
    which = None if count == items else tuple(stratified(items, count))
    return JobSample(count, which, _parts(count, mean))


def item_seconds(looked: Looked, first_call: float) -> list[float]:
    """Of each call that was looked at, but for what only the first one in a process takes."""
    return [max(0.0, looked.seconds[0] - first_call), *looked.seconds[1:]]


def stratified(items: int, count: int) -> list[int]:
    """``count`` places of a list, one in each of as many stretches, with both ends."""
    chance = random.Random(items)
    length = (items - 2) / max(1, count - 2)
    inner = (1 + int((number + chance.random()) * length) for number in range(count - 2))
    return [0, *inner, items - 1]


def _parts(count: int, mean: float) -> tuple[tuple[int, ...], ...]:
    """Parts that the serial loop runs in turn, where all take too long; they cover all."""
    if count * mean <= LONGEST_LOOP:
        return ()
    number = min(count // 2, -(-int(count * mean) // int(LONGEST_LOOP / 2)))
    return tuple(tuple(range(first, count, number)) for first in range(max(1, number)))


class Forecast(NamedTuple):
    """Seconds of the serial loop over all items, or why they are not forecast."""

    seconds: Estimate
    why_not: str | None = None


def forecast(looked: Looked, loop: Estimate, run: int, items: int, first_call: float) -> Forecast:
    """Of a list of ``items``: from the loop over ``run`` of them, and how unlike those are that
    were called one by one.

    ``first_call``: seconds that the first call in a process takes longer. Places are spread evenly,
    so that the variance of a mean of n of N is that between neighbours,
    ``(1 - n / N) / n * sum (x_i+1 - x_i)^2 / (2 (k - 1))`` with the k that were looked at (K. M.
    Wolter, *Introduction to Variance Estimation*, 2nd ed. (2007), section 8.2, estimator 2, for
    systematic samples); the interval is by Student's t, and has that of the loop's seconds, too.
    """
    seconds = item_seconds(looked, first_call)
    in_order = [took for _, took in sorted(zip(looked.places, seconds, strict=True))]
    count, whole = len(in_order), math.fsum(in_order)
    total = first_call + (loop.value - first_call) * items / run
    if count < FEWEST_FORECAST:
        why = f"only {count} of {items:,} items could be called within seconds"
        return Forecast(unbounded(total, count, why), why)
    share = max(in_order) / whole
    if share > max(LARGEST_SHARE, 3 / count):
        why = (
            f"items are unlike: of {count:,} that were called one took {share:.0%} of the time, "
            "and how many such there are is not known"
        )
        return Forecast(unbounded(total, count, why), why)
    steps = math.fsum(
        (one - other) ** 2 for one, other in zip(in_order[1:], in_order, strict=False)
    )
    variance = (1 - run / items) / run * steps / (2 * (count - 1))
    sampled = _student(count - 1) * math.sqrt(variance) * count / whole
    timed = (loop.high - loop.low) / (2 * loop.value) if loop.bounded else 0.0
    reach = total * math.hypot(sampled, timed)
    return Forecast(Estimate(total, total - reach, total + reach, FORECAST_CONFIDENCE, count))


def _student(freedom: int) -> float:
    """The quantile of Student's t, by its expansion (M. Abramowitz, I. A. Stegun, *Handbook of
    Mathematical Functions* (1964), 26.7.5)."""
    normal = statistics.NormalDist().inv_cdf((1 + FORECAST_CONFIDENCE) / 2)
    first = (normal**3 + normal) / (4 * freedom)
    return normal + first + (5 * normal**5 + 16 * normal**3 + 3 * normal) / (96 * freedom**2)
