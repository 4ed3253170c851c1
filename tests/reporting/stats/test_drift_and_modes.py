"""Drift and modes: seen where they are, and hardly ever where they are not."""

import math
import random
from collections.abc import Callable

import pytest

from lightwork.reporting.estimates.speedup import drifts, modes

NOISE: dict[str, Callable[[random.Random], float]] = {
    "normal": lambda one: one.gauss(0, 0.1),
    "lognormal": lambda one: one.lognormvariate(0, 0.5),
    "laplace": lambda one: 0.1 * one.expovariate(1) * one.choice((-1, 1)),
    "uniform": lambda one: one.random(),
}


def ratios_of(noise: str, count: int, random_: random.Random) -> list[float]:
    return [math.exp(NOISE[noise](random_)) for _ in range(count)]


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("count", [10, 20, 40])
def test_rounds_of_one_piece_are_hardly_ever_flagged(noise: str, count: int) -> None:
    """Of 1,000 cases with independent rounds at most 5 drift, and at most 8 have two modes."""
    random_ = random.Random(count)
    cases = [ratios_of(noise, count, random_) for _ in range(1000)]
    assert sum(map(drifts, cases)) <= 5
    assert sum(modes(case) is not None for case in cases) <= 8


def test_a_steady_rise_is_a_drift() -> None:
    """Ten rounds that rise by 5 % each drift; in another order they don't."""
    rising = [1.05**i for i in range(10)]
    assert drifts(rising)
    assert drifts(rising[::-1])
    assert not drifts(rising[::2] + rising[1::2])


def test_two_heaps_are_two_modes() -> None:
    """Half of the rounds about 1.2, half about 1.9: both are named."""
    random_ = random.Random(3)
    found = modes([random_.gauss(middle, 0.02) for middle in (1.2, 1.9) for _ in range(8)])
    assert found == pytest.approx((1.2, 1.9), abs=0.03)


def test_a_single_wild_round_is_no_mode() -> None:
    """One in ten is a burst, which the median bears."""
    assert modes([1.0, 1.01, 0.99, 1.02, 1.0, 0.98, 1.0, 1.01, 0.99, 3.0]) is None


def test_heaps_nearer_than_five_percent_are_one() -> None:
    """A gap between 1.00 and 1.03 is of no use to anybody."""
    assert modes([1.0] * 10 + [1.03] * 10) is None


@pytest.mark.parametrize("count", [0, 1, 9])
def test_few_rounds_tell_nothing(count: int) -> None:
    """Below ten rounds neither is said."""
    values = [float(i + 1) for i in range(count)]
    assert not drifts(values)
    assert modes(values) is None
