"""Change points: found where they are made, with their size, and seldom where there is none."""

import math
import random

import pytest

from lightwork.reporting.stats.change_points import CHANGE_LEVEL, FEWEST_RUNS, change_points


def scattered(levels: list[float], seed: int = 1, share: float = 0.02) -> list[float]:
    chance = random.Random(seed)
    return [level * (1 + chance.gauss(0, share)) for level in levels]


def test_a_step_is_found_with_its_size() -> None:
    """Twelve runs of one state, then twelve that take a tenth longer."""
    (found,) = change_points(scattered([1.0] * 12 + [1.1] * 12))
    assert found.place == 12
    assert found.ratio.low < math.log(1.1) < found.ratio.high < found.ratio.low + 0.05
    assert found.p_value < CHANGE_LEVEL


def test_two_steps_are_two() -> None:
    """There and back: each by the runs beside it."""
    found = change_points(scattered([1.0] * 12 + [1.2] * 12 + [1.0] * 12))
    assert [one.place for one in found] == [12, 24]
    assert found[0].ratio.value == pytest.approx(-found[1].ratio.value, abs=0.03)


@pytest.mark.parametrize("runs", [0, 1, 2 * FEWEST_RUNS - 1])
def test_few_runs_say_nothing(runs: int) -> None:
    """However far apart they are."""
    assert change_points([1.0, 9.0, 1.0, 9.0][:1] * runs) == []


def test_equal_values_have_no_change() -> None:
    """All ranks are tied."""
    assert change_points([2.0] * 30) == []


def test_runs_of_the_same_code_seldom_change() -> None:
    """As often as the level says: in 400 series at most 10 times, where 4 are expected."""
    false = sum(bool(change_points(scattered([1.0] * 24, seed))) for seed in range(400))
    assert false <= 10
