"""Faster, slower, or can't tell: when a verdict is given, and how many are given at once.

A case is told from the plain loop only if both hold: its interval lies beyond 1 *and beyond the
noise floor* (what serial against itself came out as), and its p-value, corrected for all cases of
the run that are asked the same (Holm), is at most `LEVEL`. So at most one run in a hundred has any
false verdict of this sort; intervals alone would give one in twenty cases.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.core.record import CEILING, NULL_CONTROL, SPEEDUP, Case
from lightwork.reporting.read.saved_run import SavedRun
from lightwork.reporting.stats.paired_ratios import undisturbed_values
from lightwork.reporting.stats.significance import holm, p_value_of_ratios
from lightwork.reporting.text.figures import CANT_TELL

FASTER, SLOWER = "faster", "slower"


def compared_with_one(ratio: Estimate, floor: Estimate | None) -> str:
    """Faster, slower or can't tell: whether the interval lies beyond 1 and the noise floor."""
    low, high = 1.0, 1.0
    if floor is not None and floor.bounded:
        low, high = min(low, floor.low), max(high, floor.high)
    if ratio.bounded and ratio.low > high:
        return FASTER
    if ratio.bounded and ratio.high < low:
        return SLOWER
    return CANT_TELL


class UndisturbedRatios(NamedTuple):
    """The ratios of a case within the rounds that count, one for each."""

    speedups: Sequence[float]
    shares: Sequence[float]  # of the ceiling; empty without one

    @property
    def compared(self) -> Sequence[float]:
        """What strategies with as many workers are compared by."""
        return self.shares or self.speedups


def undisturbed_ratios(run: SavedRun) -> dict[Case, UndisturbedRatios]:
    """Of each speedup case that is a number."""
    return {
        saved.case: UndisturbedRatios(
            undisturbed_values(saved, "speedup"), undisturbed_values(saved, "share_of_ceiling")
        )
        for saved in run.cases
        if saved.family == SPEEDUP and not saved.void
    }


def corrected_probabilities(ratios: Mapping[Case, UndisturbedRatios]) -> dict[Case, float]:
    """p-value of each parallel case that it is as fast as the plain loop, corrected for all."""
    asked = [case for case in ratios if case.strategy not in (NULL_CONTROL, CEILING)]
    found = [p_value_of_ratios(ratios[case].speedups) for case in asked]
    return dict(zip(asked, holm(found), strict=True))
