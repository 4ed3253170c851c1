"""Medians and their order-statistic intervals, against published tables and by experiment."""

import math
import random
from itertools import product

import pytest

from lightwork.core.intervals import Estimate, median_interval, overlap, quotient, rank_of_bound


@pytest.mark.parametrize(
    ("count", "rank", "confidence"),
    [
        # Le Boudec, Performance Evaluation (2010), table of ranks for the median at 95 %; the
        # same in Conover's and in David and Nagaraja's tables of the binomial distribution.
        (6, 1, 0.969),
        (7, 1, 0.984),
        (8, 1, 0.992),
        (9, 2, 0.961),
        (10, 2, 0.979),
        (11, 2, 0.988),
        (12, 3, 0.961),
        (15, 4, 0.965),
        (20, 6, 0.959),
        (25, 8, 0.957),
        (30, 10, 0.957),
        (50, 18, 0.967),
        (70, 27, 0.959),
    ],
)
def test_ranks_are_those_of_the_published_tables(count: int, rank: int, confidence: float) -> None:
    """For each number of rounds the bounds are the tabled ranks, with the tabled confidence."""
    found, reached = rank_of_bound(count)
    assert (found, round(reached, 3)) == (rank, confidence)


@pytest.mark.parametrize("count", [6, 9, 10])
def test_confidence_is_what_counting_all_outcomes_gives(count: int) -> None:
    """The stated confidence equals the share of all 2^n ways to lie below or above the median."""
    rank, confidence = rank_of_bound(count)
    held = sum(rank <= sum(below) <= count - rank for below in product((0, 1), repeat=count))
    assert held / 2**count == pytest.approx(confidence)


def test_no_rank_could_be_greater() -> None:
    """The interval is the narrowest of its form that reaches 95 %, for every count to 200."""
    for count in range(6, 201):
        rank, confidence = rank_of_bound(count)
        next_confidence = 1 - 2 * sum(math.comb(count, i) for i in range(rank + 1)) / 2**count
        assert confidence >= 0.95 > next_confidence


def test_great_counts_go_on_from_the_exact_ones() -> None:
    """Where the normal distribution takes over, the ranks don't jump."""
    assert rank_of_bound(1001)[0] - rank_of_bound(1000)[0] in (0, 1)
    assert rank_of_bound(1_000_000)[0] == 499_020


def test_bounds_lie_between_the_two_nearest_ranks() -> None:
    """Of ten rounds the 2nd and 3rd smallest and greatest bound the median, by the weights of
    Hettmansperger and Sheather: 97.85 % and 89.06 % are mixed to 95 %."""
    values = [3.0, 1.0, 9.0, 7.0, 5.0, 2.0, 8.0, 10.0, 4.0, 6.0]
    share = (0.978515625 - 0.95) / (0.978515625 - 0.890625)
    inner = 8 * share / (2 + 6 * share)
    expected = (5.5, 2 + inner, 9 - inner, 0.95, 10)
    assert median_interval(values)[:5] == pytest.approx(expected)


def test_interpolated_bounds_lie_within_the_exact_ones() -> None:
    """For every count the bounds are inside the ranks that reach 95 % and outside the next."""
    for count in range(6, 201):
        rank, _ = rank_of_bound(count)
        found = median_interval([float(value) for value in range(1, count + 1)])
        assert rank <= found.low <= rank + 1
        assert found.low - 1 == pytest.approx(count - found.high)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_too_few_rounds_give_no_interval_and_say_so(count: int) -> None:
    """Below six rounds there is a value without bounds, and a warning that says why."""
    estimate = median_interval([2.0] * count)
    assert estimate.value == 2.0
    assert not estimate.bounded
    assert math.isnan(estimate.high)
    assert "at least 6" in estimate.warnings[0]


@pytest.mark.parametrize("count", [6, 10, 30])
def test_intervals_hold_the_truth_as_often_as_they_say(count: int) -> None:
    """Over 2,000 skewed samples the interval holds the true median in about 95 %."""
    random_ = random.Random(count)
    truth = 1.0  # median of a lognormal distribution with mu = 0
    estimates = [
        median_interval([random_.lognormvariate(0, 0.5) for _ in range(count)]) for _ in range(2000)
    ]
    held = sum(e.low <= truth <= e.high for e in estimates) / len(estimates)
    assert held == pytest.approx(0.95, abs=0.015)


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 0.97, 10)


def test_intervals_that_touch_can_not_be_told_apart() -> None:
    """Overlap includes touching; a number without an interval overlaps everything."""
    assert overlap(estimate(1.9, 1.8, 2.0), estimate(2.1, 2.0, 2.2))
    assert not overlap(estimate(1.9, 1.8, 1.99), estimate(2.1, 2.0, 2.2))
    assert overlap(estimate(9, math.nan, math.nan), estimate(2.1, 2.0, 2.2))


def test_quotient_has_the_widest_interval() -> None:
    """A quotient is bounded by lowest over highest and highest over lowest."""
    assert quotient(estimate(2, 1.8, 2.2), estimate(1, 0.9, 1.1))[:3] == pytest.approx(
        (2, 1.8 / 1.1, 2.2 / 0.9)
    )
