"""METG of made-up mechanisms whose cost for each task is known."""

import math

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.estimates.granularity import GranularityPoint, metg

GRANULARITIES = [10 ** (-exponent / 8) for exponent in range(8, 41)]  # 0.1 s to 10 µs


def exactly(share: float, spread: float = 0.0) -> Estimate:
    return Estimate(share, share - spread, share + spread, 0.97, 6)


def points(cost: float, spread: float = 0.0, every: int = 1) -> list[GranularityPoint]:
    """A mechanism that adds ``cost`` seconds to every task reaches g / (g + cost)."""
    return [GranularityPoint(g, exactly(g / (g + cost), spread)) for g in GRANULARITIES[::every]]


@pytest.mark.parametrize("every", [1, 4, 8])
@pytest.mark.parametrize("cost", [3e-5, 1e-4, 7e-4])
def test_half_is_left_where_a_task_is_as_long_as_its_cost(cost: float, every: int) -> None:
    """g / (g + c) = 50 % at g = c, and 90 % at g = 9 c, even with one point a decade."""
    assert metg(points(cost, every=every), 0.5).seconds == pytest.approx(cost, rel=0.03)
    assert metg(points(cost, every=every), 0.9).seconds == pytest.approx(9 * cost, rel=0.03)


def test_the_interval_holds_the_value() -> None:
    """Its ends are where the bounds of the shares cross."""
    found = metg(points(1e-4, spread=0.05), 0.5)
    assert found.low == pytest.approx(1e-4 * 0.45 / 0.55, rel=0.03)
    assert found.high == pytest.approx(1e-4 * 0.55 / 0.45, rel=0.03)
    assert found.low < found.seconds < found.high


def test_never_is_said_where_it_is_never() -> None:
    """Not even the coarsest tasks reach it; the upper bounds may."""
    found = metg([GranularityPoint(g, exactly(0.45, 0.1)) for g in (1e-2, 1e-3)], 0.5)
    assert found.never
    assert math.isnan(found.seconds)
    assert (found.low, found.high) == (0.0, math.inf)


def test_a_mechanism_that_costs_next_to_nothing_is_not_given_a_number() -> None:
    """It is below the finest granularity that was measured."""
    found = metg(points(1e-9), 0.5)
    assert found.finer
    assert math.isnan(found.seconds)
    assert found.finest == pytest.approx(1e-5)


def test_order_does_not_matter_and_one_point_is_enough() -> None:
    """Points come as they come."""
    assert metg(points(1e-4)[::-1], 0.5) == metg(points(1e-4), 0.5)
    assert metg([GranularityPoint(1e-3, exactly(0.7))], 0.5).finer


def test_without_intervals_there_is_a_value_and_no_interval() -> None:
    """Fewer than six rounds give none."""
    nothing = Estimate(0.9, math.nan, math.nan, math.nan, 3)
    found = metg(
        [GranularityPoint(1e-2, nothing), GranularityPoint(1e-3, nothing._replace(value=0.1))], 0.5
    )
    assert found.seconds == pytest.approx(10**-2.5)  # half way: 9 and 1/9 cost as much
    assert math.isnan(found.low)


def test_the_coarsest_tasks_may_be_too_few_to_balance() -> None:
    """A curve that rises and falls is crossed where it falls."""
    shares = {1e-1: 0.4, 1e-2: 0.9, 1e-3: 0.8, 1e-4: 0.3}
    found = metg([GranularityPoint(g, exactly(share)) for g, share in shares.items()], 0.5)
    assert 1e-4 < found.seconds < 1e-3
