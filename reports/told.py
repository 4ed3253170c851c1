"""Faster, slower, or can't tell: when a verdict is given, and how many are given at once.

A case is told from the plain loop only if both hold: its interval lies beyond 1 *and beyond the
noise floor* (what serial against itself came out as), and its p-value, corrected for all cases of
the run that are asked the same (Holm), is at most `LEVEL`. So at most one run in a hundred has any
false verdict of this sort; intervals alone would give one in twenty cases.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from benchmarks.intervals import Estimate
from benchmarks.record import Case
from reports.estimates import CEILING, SERIAL, CaseResult, calm_rounds
from reports.significance import holm, told_from_one

FASTER, SLOWER, CANT_TELL = "faster", "slower", "can't tell"


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


def calm_ratios(rounds: pd.DataFrame, column: str) -> list[float]:
    """A column's values over the rounds that count; see `reports.estimates.calm_rounds`."""
    rows, _ = calm_rounds(rounds)
    return [float(value) for value in rows[column].dropna()]


def corrected_probabilities(
    results: Sequence[CaseResult], rounds: Mapping[Case, pd.DataFrame]
) -> dict[Case, float]:
    """p-value of each parallel case that it is as fast as the plain loop, corrected for all."""
    asked = [r.case for r in results if not r.void and r.case.strategy not in (SERIAL, CEILING)]
    found = [told_from_one(calm_ratios(rounds[case], "speedup")) for case in asked]
    return dict(zip(asked, holm(found), strict=True))
