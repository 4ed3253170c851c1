"""How far a comparison can be trusted: from which factor on a best one is told, of how many."""

import math
from itertools import pairwise

import pytest

from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.digest.pooling import MOST_POOLED_CASES, evenly
from lightwork.reporting.machines.hosts.speed import smallest_significant_ratio, speed_of, standing
from lightwork.reporting.machines.text.trust import comparison_notes, trust_lines
from lightwork.reporting.stats.significance import MeanEstimate
from tests.fixtures.made_up.comparison import Host, made_up_comparison, made_up_fleet


def seconds_line(comparison: Comparison) -> str:
    return next(one.text for one in trust_lines(comparison) if one.topic == "Seconds")


@pytest.mark.parametrize("hosts", [2, 4, 8])
def test_no_best_is_told_under_the_factor_that_is_printed(hosts: int) -> None:
    """A percent less is not told and a percent more is, where nothing but the assumption counts."""
    for step, told in ((0.99, (0, 1)), (1.01, (0, None))):
        values = [0.0, *[math.log(step * smallest_significant_ratio(hosts))] * (hosts - 1)]
        assert standing([speed_of([MeanEstimate(one, 0.0, 1.0)], 0.0) for one in values]) == told


def test_the_factor_is_that_of_as_many_machines() -> None:
    """Two and eight with one run each, in computing; more machines need more."""
    two, eight = (seconds_line(made_up_comparison(*(Host(f"{i}", 2) for i in range(n))))
                  for n in (2, 8))  # fmt: skip
    assert "2 environments with one run: seconds of computing" in two
    assert "faster than another one under 2.44×" in two
    assert "faster than another one under 4.81×" in eight


def test_one_without_repeats_is_not_two() -> None:
    """Between one with a run and one with many another factor holds: none is told."""
    said = seconds_line(made_up_comparison(Host("a", 2, runs=3), Host("b", 2)))
    assert said.startswith("1 environment with one run")
    assert "×" not in said
    assert "×" not in seconds_line(made_up_fleet(10))
    many = made_up_comparison(Host("a", 2, runs=3), Host("b", 2, runs=2))
    assert seconds_line(many) == "every environment has repeats"


def test_what_fastest_means_is_said_of_machines_or_of_models() -> None:
    """Each kind of work by itself; a fleet by its models' medians."""
    two = made_up_comparison(Host("a", 2), Host("b", 2))
    few, fleet = (
        comparison_notes(two, "comparison.csv"),
        comparison_notes(made_up_fleet(10), "comparison.csv"),
    )
    assert "for each kind of work at 95 %" in few[-1]
    assert "interval of its median over its machines" in fleet[-1]
    assert few[:-1] == fleet[:-1]


def test_no_more_cases_tell_how_runs_differ_than_are_said() -> None:
    """Evenly chosen, from first to last; of few all."""
    for number in (1, MOST_POOLED_CASES, MOST_POOLED_CASES + 1, 2 * MOST_POOLED_CASES - 1, 1000):
        chosen = evenly(range(number))
        assert MOST_POOLED_CASES / 2 < len(chosen) <= MOST_POOLED_CASES or len(chosen) == number
        assert len({later - one for one, later in pairwise(chosen)}) <= 1
        assert chosen[0] == 0
