"""By how much a case changed between two versions, each measured in one or several runs.

The change is exp(centre of NEW - centre of OLD), centres being 20 % trimmed means of the logarithms
of the paired ratios (case / reference of the same round): 1.10 is 10 % slower. Its variance has two
parts: what the rounds of each run show, and what differs from run to run (`between_runs`). Each run
counts with the inverse of its variance (W. G. Cochran, Suppl. J. R. Stat. Soc. 4 (1937) 102). Where
the runs of a case lie further apart than runs do on the whole, its variance is enlarged after
G. Knapp and J. Hartung, Statistics in Medicine 22 (2003) 2693, with the scatter of all cases as
prior (G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 3 (2004) 3). Intervals and p-values come from
Student's t with degrees of freedom after Satterthwaite (Biometrics Bulletin 2 (1946) 110).

Of many changes asked at once each gets two intervals: 95 % by itself, and one that holds for all
of them together in 95 % of comparisons (Bonferroni), which verdicts rest on.
"""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from lightwork.core.intervals import CONFIDENCE, FEWEST_VALUES, Estimate, unbounded
from lightwork.reporting.stats.between_runs import Between, Sides, between_runs
from lightwork.reporting.stats.significance import (
    MeanEstimate,
    probability,
    quantile,
    trimmed_mean_of_logs,
)

#: How many degrees of freedom the scatter of all cases counts, where the runs of one scatter more.
PRIOR_FREEDOM = 4


class Change(NamedTuple):
    """What a case takes in NEW, as a multiple of what it takes in OLD; above 1 is slower."""

    estimate: Estimate  # 95 % for this change by itself
    together: Estimate  # 95 % for all changes that were asked
    p_value: float  # that nothing changed; two-sided, for this change by itself
    comparisons: int  # changes that were asked at once
    within: float  # variance of the logarithm, from the rounds
    between: float  # the same, from differences between runs
    freedom: float

    @property
    def error(self) -> float:
        """Standard error of the logarithm of the change."""
        return math.sqrt(self.within + self.between)

    @property
    def corrected(self) -> float:
        """The p-value, corrected for all that were asked (Bonferroni)."""
        return min(1.0, self.comparisons * self.p_value)

    def reach(self, level: float) -> float:
        """Half the width, in logarithms, of an interval that fails with probability ``level``."""
        return quantile(level, self.freedom) * self.error


def compare_rounds(
    old: Sequence[Sequence[float]],
    new: Sequence[Sequence[float]],
    *,
    between: Between | None = None,
    asked: int = 1,
) -> Change:
    """The change from bare paired ratios: ``old`` and ``new`` hold one sequence for each run.

    ``between`` is what runs add (default: from the runs given here, or an assumption if there is
    one a side); ``asked`` is how many changes are asked at once. Runs of fewer than `FEWEST_VALUES`
    rounds are left out; where a side has no other, there is no interval and the p-value is 1.
    """
    sides = Sides(run_means(old), run_means(new))
    rounds = [len(run) for run in (*old, *new)]
    if sides.old and sides.new:
        fewest = min(count for count in rounds if count >= FEWEST_VALUES)
        return change_of(sides, between or between_runs([sides]), asked, fewest)
    # The ratio of medians, of which nothing more can be said.
    ones, others = ([ratio for run in side for ratio in run] for side in (old, new))
    value = median(others) / median(ones) if ones and others else math.nan
    most = max(rounds, default=0)
    warning = f"{most} rounds in a run give no interval: at least {FEWEST_VALUES} are needed"
    none = unbounded(value, most, warning)
    return Change(none, none, 1.0, asked, math.nan, math.nan, math.nan)


def run_means(runs: Sequence[Sequence[float]]) -> list[MeanEstimate]:
    """The centre of the logarithms of each run that has rounds enough."""
    return [trimmed_mean_of_logs(run) for run in runs if len(run) >= FEWEST_VALUES]


def change_of(sides: Sides, between: Between, asked: int, rounds: int) -> Change:
    """The change between two sides of centres; both must have a run."""
    (old, new), scatter = _pooled(sides, between)
    difference = new - old

    def bounded(level: float) -> Estimate:
        half = quantile(level, scatter.freedom) * math.sqrt(scatter.variance)
        return _bounded(difference, half, rounds)

    return Change(
        estimate=bounded(1 - CONFIDENCE),
        together=bounded((1 - CONFIDENCE) / asked),
        p_value=probability(difference, scatter.variance, scatter.freedom),
        comparisons=asked,
        within=scatter.scale * scatter.within,
        between=scatter.scale * scatter.between,
        freedom=scatter.freedom,
    )


def pooled_runs(runs: Sequence[MeanEstimate], between: Between) -> Estimate:
    """What several runs of the same code say together of one ratio, with its 95 % interval."""
    (value,), scatter = _pooled([runs], between)
    half = quantile(1 - CONFIDENCE, scatter.freedom) * math.sqrt(scatter.variance)
    return _bounded(value, half, len(runs))


def _bounded(middle: float, half: float, rounds: int) -> Estimate:
    """From logarithms to a ratio with its interval."""
    value, low, high = (math.exp(middle + step) for step in (0.0, -half, half))
    return Estimate(value, low, high, CONFIDENCE, rounds)


class _Scatter(NamedTuple):
    """How sure the sum or difference of the means of some sides is."""

    within: float  # variance, from the rounds
    between: float  # the same, from differences between runs
    scale: float  # by how much the runs scatter more than expected, drawn towards 1; never less
    freedom: float  # Satterthwaite's; beyond a million it is the normal distribution

    @property
    def variance(self) -> float:
        return self.scale * (self.within + self.between)


def _pooled(
    sides: Sequence[Sequence[MeanEstimate]], between: Between
) -> tuple[list[float], _Scatter]:
    """The weighted mean of the runs of each side, and how sure these are together."""
    means, within, added, doubts, excess, spare = [], 0.0, 0.0, 0.0, 0.0, 0
    for runs in sides:
        weights = [1 / (run.variance + between.variance) for run in runs]
        total = math.fsum(weights)
        shares = [weight / total for weight in weights]
        parts = [share**2 * run.variance for share, run in zip(shares, runs, strict=True)]
        mean = math.fsum(share * run.value for share, run in zip(shares, runs, strict=True))
        means.append(mean)
        within += math.fsum(parts)
        added += between.variance * math.fsum(share**2 for share in shares)
        # What Satterthwaite sums: squared parts over their degrees of freedom.
        doubts += math.fsum(part**2 / run.freedom for part, run in zip(parts, runs, strict=True))
        excess += math.fsum(
            (run.value - mean) ** 2 / (run.variance + between.variance) for run in runs
        )
        spare += len(runs) - 1
    doubts += (added / between.variance) ** 2 * between.doubt
    freedom = min((within + added) ** 2 / doubts if doubts else math.inf, 1e6)
    scale = max(1.0, (PRIOR_FREEDOM + excess) / (PRIOR_FREEDOM + spare))
    return means, _Scatter(within, added, scale, freedom)
