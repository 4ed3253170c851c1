"""Shifts of pairs and of two series: known answers, and scipy's distributions."""

import math
import random
from itertools import product

import pytest
from scipy import stats

from lightwork.core.rank_intervals import paired_shift, unpaired_shift


def test_a_shift_by_hand() -> None:
    """Six pairs: the median of the 21 averages; at 95 % the third of them from either end."""
    found = paired_shift([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    # P(signed-rank sum of 6 <= 2) = 3 / 64 = 0.047: the bound is the average of rank 3.
    assert (found.value, found.low, found.high, found.pairs) == (3.5, 2.0, 5.0, 6)


@pytest.mark.parametrize("count", [5, 6, 10, 25, 40, 41, 60])
def test_the_bound_of_pairs_has_the_level_of_scipys_test(count: int) -> None:
    """Just inside the bound Wilcoxon's one-sided test keeps the shift, just outside it does not."""
    random_ = random.Random(count)
    values = [random_.gauss(0.3, 1) for _ in range(count)]
    bound = paired_shift(values).low
    for shift, kept in ((bound + 1e-9, True), (bound - 1e-9, False)):
        moved = [value - shift for value in values]
        method = "exact" if count <= 40 else "approx"
        p_value = stats.wilcoxon(moved, alternative="greater", method=method).pvalue
        slack = 0.001 if count > 40 else 0.0  # the normal distribution, rounded to a rank
        assert (p_value > 0.05 - slack) if kept else (p_value <= 0.05 + slack)


@pytest.mark.parametrize(("one", "other"), [(4, 4), (6, 6), (10, 7), (20, 20), (30, 25)])
def test_the_bound_of_two_series_has_the_level_of_scipys_test(one: int, other: int) -> None:
    """The same by the Mann-Whitney test; its estimate is the median of all differences."""
    random_ = random.Random(one)
    ones = [random_.gauss(1, 1) for _ in range(one)]
    others = [random_.gauss(0, 2) for _ in range(other)]
    found = unpaired_shift(ones, others)
    every = sorted(a - b for a, b in product(ones, others))
    assert found.value == pytest.approx((every[(len(every) - 1) // 2] + every[len(every) // 2]) / 2)
    exact = one + other <= 40
    for shift, kept in ((found.low + 1e-9, True), (found.low - 1e-9, False)):
        moved = [value - shift for value in ones]
        p_value = stats.mannwhitneyu(
            moved, others, alternative="greater", method="exact" if exact else "asymptotic",
            use_continuity=False,
        ).pvalue  # fmt: skip
        slack = 0.0 if exact else 0.003
        assert (p_value > 0.05 - slack) if kept else (p_value <= 0.05 + slack)


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_too_few_pairs_have_no_bound(few: int) -> None:
    """With four pairs even the least sum has a probability of 1/16."""
    found = paired_shift([0.5] * few)
    assert found.value == 0.5
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_too_short_series_have_no_bound() -> None:
    """Two and three values: 1 in 10 by chance."""
    assert math.isnan(unpaired_shift([1.0, 2.0], [0.0, 0.1, 0.2]).low)
    assert not math.isnan(unpaired_shift([1.0, 2.0, 3.0], [0.0, 0.1, 0.2]).low)


def test_one_burst_moves_nothing_far() -> None:
    """One of ten blocks in which the host was busy: the others decide."""
    calm = [0.10, 0.11, 0.09, 0.10, 0.12, 0.08, 0.10, 0.11, 0.09]
    assert paired_shift([*calm, 5.0]).value == pytest.approx(0.1, abs=0.01)
    assert unpaired_shift([*calm, 5.0], [0.0, 0.01, -0.01, 0.0, 0.02, -0.02]).low > 0.05
