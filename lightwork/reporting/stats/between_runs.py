"""By how much the same case differs from run to run, beyond what its rounds show.

Rounds of one run share the memory layout, the hash seed, the cores that were dealt and the host's
mood. None of that shows in their scatter, so an interval over the rounds of two runs is too narrow
for what a change of code did. What a run adds is a variance of its own (`Between.variance`, of the
logarithm of a ratio), estimated by the best of three means:

* several runs a side: from the runs of the same code, over all cases at once, since each case has
  few runs (`_from_runs`; R. C. Paule and J. Mandel, J. Res. NBS 87 (1982) 377);
* one run a side: from the scatter of the changes of all cases around their median
  (`_from_changes`). The square of a change counts up to `CLIP_AT` squared, so that nearly half of
  the cases may have changed (P. J. Huber, *Robust Statistics* (1981), section 6.4, proposal 2). If
  more have, it comes out too large; `MOST_SD` bounds it, so that what has changed by half or more
  is told even then. What *all* cases of a run have in common is not seen by this; `LEAST` stands
  for it;
* else: `UNKNOWN_SD`, an assumption. It counts as `ASSUMED_FREEDOM` degrees of freedom beside the
other two, too: what eight cases or four runs tell by themselves is worth little.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from lightwork.reporting.stats.significance import MeanEstimate

#: Standard deviations, of the logarithm, from run to run: the least that is ever assumed, and what
#: is assumed where nothing is known. If runs differed by 2.3 % instead of the 1 % that is assumed,
#: identical code would still fail a gate of 5 % in fewer than 1 of 100 comparisons of one case.
LEAST, UNKNOWN_SD = 0.005, 0.01
ASSUMED_FREEDOM = 10
#: The most that the scatter of changes is taken for, and from where on it is doubted in words.
MOST_SD, DOUBTED = 0.1, 0.03
#: However many cases tell how runs scatter, they don't all scatter alike: one case's own variance
#: is known no better than this.
MOST_FREEDOM = 15
#: Fewest cases whose changes tell how runs scatter.
FEWEST_CASES = 8
#: Where the square of a normed change is cut, the mean of what is left of it for normal values, and
#: how many values a clipped one is worth.
CLIP_AT, CLIPPED_MEAN, CLIPPED_EFFICIENCY = 1.0, 0.5161, 0.484


class Sides(NamedTuple):
    """One case: the centres of the logarithms of its paired ratios, one for each run."""

    old: Sequence[MeanEstimate]
    new: Sequence[MeanEstimate]


class Between(NamedTuple):
    """What a run adds to the variance of its centre (of logarithms), and how sure that is."""

    variance: float
    doubt: float  # half the variance of ``variance``: for Satterthwaite's degrees of freedom
    source: str

    @property
    def spread(self) -> float:
        """Standard deviation of the logarithm: 0.01 is about 1 % from run to run."""
        return math.sqrt(self.variance)


ASSUMED_BETWEEN_RUNS = Between(
    UNKNOWN_SD**2,
    UNKNOWN_SD**4 / ASSUMED_FREEDOM,
    f"assumed to be {100 * UNKNOWN_SD:g} %: too few cases and runs to tell",
)


def between_runs(cases: Sequence[Sides]) -> Between:
    """What runs add, by the best means that these cases offer."""
    if any(len(side) > 1 for case in cases for side in case):
        return _from_runs(cases)
    if len(cases) >= FEWEST_CASES:
        return _from_changes(cases)
    return ASSUMED_BETWEEN_RUNS


def _from_changes(cases: Sequence[Sides]) -> Between:
    """From one run a side of many cases: how far their changes lie from the median of them."""
    changes = [new[0].value - old[0].value for old, new in cases]
    known = [new[0].variance + old[0].variance for old, new in cases]
    middle = median(changes)
    squares = [(change - middle) ** 2 for change in changes]
    count = len(cases) - 1

    def excess(variance: float) -> float:
        """Above 0 where the changes lie further apart than this variance of a run explains."""
        normed = (
            min(square / max(own + 2 * variance, 1e-300), CLIP_AT**2)
            for square, own in zip(squares, known, strict=True)
        )
        return math.fsum(normed) - count * CLIPPED_MEAN

    found = min(_root(excess, max(squares)), MOST_SD**2)
    # A change has twice the variance of a run, and the pairs' own variance blurs it.
    blurred = found + median(known) / 2
    source = f"from the scatter of {len(cases)} cases, one run a side"
    if found > DOUBTED**2:
        source += "; or many have changed, which several runs a side would tell"
    return _beside_assumed(found, blurred**2 / (CLIPPED_EFFICIENCY * count), source)


class _Deviation(NamedTuple):
    """How far a run of a case lies from the mean of its side."""

    run: tuple[int, int]  # side, number
    value: float
    variance: float  # of the run's centre, from its rounds
    freedom: float  # (runs - 1) / runs of the side


def _from_runs(cases: Sequence[Sides]) -> Between:
    """From several runs a side: how far runs of the same code lie apart, over all cases."""
    deviations = [one for case in cases for one in _deviations(case)]
    freedom = math.fsum(one.freedom for one in deviations)
    squares = [(one.value**2, max(one.variance, 1e-300)) for one in deviations]
    by_run: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for one in deviations:
        by_run[one.run].append(one.value)

    def excess(variance: float) -> float:
        return math.fsum([square / (own + variance) for square, own in squares]) - freedom

    found = _root(excess, 2 * max(one.value**2 for one in deviations))
    runs_freedom = len(by_run) - len({side for side, _ in by_run})
    total = found + median(one.variance for one in deviations)
    # What all cases of a run have in common was seen as often as there are runs; what each has
    # of its own, as often as there are cases in them.
    means = (math.fsum(values) / len(values) for values in by_run.values())
    shared = min(math.fsum(mean**2 for mean in means) / runs_freedom, total)
    own = (total - shared) ** 2 / max(freedom - runs_freedom, runs_freedom)
    source = f"from {len(by_run)} runs of {len(cases)} cases"
    return _beside_assumed(found, shared**2 / runs_freedom + own, source)


def _deviations(case: Sides) -> Iterator[_Deviation]:
    for number, side in enumerate(case):
        if len(side) < 2:
            continue
        mean = math.fsum(run.value for run in side) / len(side)
        freedom = (len(side) - 1) / len(side)
        for index, run in enumerate(side):
            # Where a case is missing from a run, the next run takes its number: a small error in
            # how much of the scatter is shared, none in how much there is.
            yield _Deviation((number, index), run.value - mean, run.variance, freedom)


def _beside_assumed(found: float, doubt: float, source: str) -> Between:
    """What was found and what is assumed, each by how sure it is; never less than `LEAST`."""
    sure = 1 / max(doubt, 1e-300)
    assumed = ASSUMED_FREEDOM / max(found, UNKNOWN_SD**2) ** 2
    both = (sure * found + assumed * UNKNOWN_SD**2) / (sure + assumed)
    # Where runs scatter more than assumed, the assumption lends its freedom, not its value.
    variance = max(both, found, LEAST**2)
    return Between(variance, max(1 / (sure + assumed), variance**2 / MOST_FREEDOM), source)


def _root(falling: Callable[[float], float], high: float) -> float:
    """Where a falling function crosses 0 between 0 and ``high`` or beyond; 0 if it starts below."""
    if falling(0.0) <= 0:
        return 0.0
    while falling(high) > 0:
        high *= 2
    low = 0.0
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return high
