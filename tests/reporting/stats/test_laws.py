"""Formulas of the laws of scaling: against their papers and against each other."""

import math

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.stats import scaling_laws

COUNTS = (2, 3, 8, 64)


@pytest.mark.parametrize("workers", COUNTS)
@pytest.mark.parametrize("fraction", [0.0, 0.02, 0.5, 1.0])
def test_karp_flatt_finds_the_fraction_that_amdahl_was_given(workers: int, fraction: float) -> None:
    """It is the inverse of Amdahl's law for a first worker as quick as the serial loop."""
    speedup = 1 / (fraction + (1 - fraction) / workers)
    assert scaling_laws.karp_flatt(speedup, workers) == pytest.approx(fraction, abs=1e-12)


def test_karp_flatt_by_hand() -> None:
    """Seven times as fast on eight workers: (1/7 - 1/8) / (1 - 1/8) = 1/49."""
    assert scaling_laws.karp_flatt(7.0, 8) == pytest.approx(1 / 49)


def test_more_speedup_than_workers_is_a_fraction_below_0() -> None:
    """And slower than the serial loop is one above 1: neither is hidden."""
    assert scaling_laws.karp_flatt(2.2, 2) < 0
    assert scaling_laws.karp_flatt(0.8, 2) > 1


@pytest.mark.parametrize("workers", COUNTS)
def test_gustafson_and_back(workers: int) -> None:
    """The scaled speedup of Gustafson's paper, and the fraction that it shows."""
    scaled = workers - 0.07 * (workers - 1)
    assert scaling_laws.gustafson_fraction(scaled, workers) == pytest.approx(0.07)


def test_bounds_swap_and_stay_around_the_value() -> None:
    """More speedup is a smaller serial fraction; rounds and warnings travel along."""
    speedup = Estimate(3.5, 3.2, 3.7, 0.95, 10, ("2 of 10 rounds disturbed",))
    for made in (scaling_laws.karp_flatt_of(speedup, 4), scaling_laws.gustafson_of(speedup, 4)):
        assert made.low < made.value < made.high
        assert made[3:] == speedup[3:]
    assert scaling_laws.karp_flatt_of(speedup, 4).low == scaling_laws.karp_flatt(3.7, 4)
    nan = Estimate(3.5, math.nan, math.nan, math.nan, 2)
    assert not scaling_laws.karp_flatt_of(nan, 4).bounded
