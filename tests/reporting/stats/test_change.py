"""Changes between versions: known answers, few false alarms, and real slowdowns found."""

import math
import random
import subprocess
import sys

import pytest

from lightwork.reporting.stats.between_runs import (
    ASSUMED_BETWEEN_RUNS,
    FEWEST_CASES,
    LEAST,
    UNKNOWN_SD,
    Sides,
    between_runs,
)
from lightwork.reporting.stats.change import Change, change_of, compare_rounds, run_means
from tests.fixtures.places import ROOT


class Host:
    """Made-up runs: rounds scatter by ``spread``, runs by ``between`` (of the logarithm)."""

    def __init__(self, seed: int, spread: float = 0.03, between: float = 0.0) -> None:
        self.random, self.spread, self.between = random.Random(seed), spread, between

    def run(self, rounds: int, truth: float = 1.0, offset: float = 0.0) -> list[float]:
        """The paired ratios of one run."""
        own = math.log(truth) + self.random.gauss(0, self.between) + offset
        return [math.exp(own + self.random.gauss(0, self.spread)) for _ in range(rounds)]

    def cases(self, count: int, runs: int, rounds: int, truth: float = 1.0) -> list[Sides]:
        """Cases of which the first takes ``truth`` times as long in NEW."""
        return [
            Sides(
                run_means([self.run(rounds) for _ in range(runs)]),
                run_means([self.run(rounds, 1.0 if i else truth) for _ in range(runs)]),
            )
            for i in range(count)
        ]


def is_slower(change: Change, gate: float = 1.05) -> bool:
    """Whether the gate fails on it."""
    return change.together.low > gate and change.corrected <= 0.01


def changes(cases: list[Sides]) -> list[Change]:
    between = between_runs(cases)
    return [change_of(case, between, len(cases), 10) for case in cases]


def test_the_change_is_the_ratio_of_typical_ratios() -> None:
    """NEW takes 1.1 times what OLD takes: 1.10, in whatever units the ratios are."""
    change = compare_rounds([[0.5] * 10], [[0.55] * 10])
    assert change.estimate.value == pytest.approx(1.1)
    assert change.estimate.low < 1.1 < change.estimate.high
    assert change.within == 0
    assert change.between == pytest.approx(2 * UNKNOWN_SD**2)


def test_a_swap_of_old_and_new_is_the_reciprocal() -> None:
    """10 % slower one way is 1/1.1 the other way, interval and p-value included."""
    host = Host(1)
    old, new = [host.run(10)], [host.run(14, 1.1)]
    there, back = compare_rounds(old, new), compare_rounds(new, old)
    assert there.estimate.value == pytest.approx(1 / back.estimate.value)
    assert there.together.low == pytest.approx(1 / back.together.high)
    assert there.p_value == pytest.approx(back.p_value)


def test_one_wild_round_changes_little() -> None:
    """A round that took five times as long moves the change by less than its interval."""
    host = Host(2)
    old, new = host.run(10), host.run(10)
    calm, wild = compare_rounds([old], [new]), compare_rounds([old], [[*new[:-1], 5.0]])
    assert calm.estimate.low < wild.estimate.value < calm.estimate.high


def test_few_rounds_tell_nothing() -> None:
    """Five rounds in each run give a value, no interval, and p = 1; the warning says why."""
    change = compare_rounds([[1.0] * 5], [[2.0] * 5])
    assert change.estimate.value == 2.0
    assert not change.estimate.bounded
    assert change.p_value == 1.0
    assert "5 rounds" in change.estimate.warnings[0]


def test_asking_more_widens_the_interval_for_all_only() -> None:
    """The interval of a change by itself stays; the one that holds for all gets wider."""
    host = Host(3)
    old, new = [host.run(10)], [host.run(10)]
    one, many = compare_rounds(old, new), compare_rounds(old, new, asked=100)
    assert one.estimate == many.estimate
    assert one.together == one.estimate
    assert many.together.low < one.together.low
    assert many.corrected >= one.corrected


def test_what_runs_add_is_found_from_the_runs() -> None:
    """Three runs a side of 60 cases that differ by 3 % from run to run: 3 % is found."""
    found = between_runs(Host(4, spread=0.02, between=0.03).cases(60, 3, 10))
    assert found.spread == pytest.approx(0.03, rel=0.15)
    assert "6 runs" in found.source


def test_what_runs_add_is_found_from_many_cases() -> None:
    """One run a side of 200 cases: the same, though a tenth of them are 50 % slower."""
    host = Host(5, spread=0.02, between=0.03)
    cases = host.cases(180, 1, 10)
    for _ in range(20):
        cases += host.cases(1, 1, 10, truth=1.5)
    assert between_runs(cases).spread == pytest.approx(0.03, rel=0.35)
    assert between_runs(host.cases(200, 1, 10)).spread == pytest.approx(0.03, rel=0.2)


def test_many_that_changed_a_lot_are_found_in_one_run_a_side() -> None:
    """Half of the cases twice as slow look like scatter; they are told all the same, with a word
    that several runs would tell better."""
    host = Host(7, 0.02, 0.01)
    cases = [case for _ in range(20) for case in host.cases(2, 1, 10, truth=2.5)]
    assert "several runs a side would tell" in between_runs(cases).source
    assert [is_slower(change) for change in changes(cases)] == [True, False] * 20


def test_too_few_cases_and_runs_are_an_assumption() -> None:
    """Below eight cases of one run a side nothing is known, and that is said."""
    assert between_runs(Host(6).cases(FEWEST_CASES - 1, 1, 10)) == ASSUMED_BETWEEN_RUNS
    assert "assumed" in ASSUMED_BETWEEN_RUNS.source


def test_identical_runs_still_differ_by_the_least() -> None:
    """Ratios without any spread: no run is taken to repeat better than LEAST."""
    flat = [Sides(run_means([[1.0] * 6]), run_means([[1.0] * 6])) for _ in range(40)]
    assert LEAST <= between_runs(flat).spread <= UNKNOWN_SD
    assert all(change.p_value == 1.0 for change in changes(flat))


@pytest.mark.parametrize(
    ("count", "runs", "rounds", "between"),
    [(1, 1, 6, 0.01), (1, 1, 30, 0.02), (1, 3, 10, 0.03), (12, 1, 10, 0.01), (12, 1, 10, 0.03),
     (12, 2, 6, 0.03), (60, 1, 10, 0.02)],
)  # fmt: skip
def test_identical_code_alarms_in_at_most_one_of_a_hundred_comparisons(
    count: int, runs: int, rounds: int, between: float
) -> None:
    """With 4 % from round to round and up to 3 % from run to run, any case of a comparison."""
    host, comparisons = Host(count + rounds, 0.04, between), 600 // count
    false = sum(
        any(map(is_slower, changes(host.cases(count, runs, rounds)))) for _ in range(comparisons)
    )
    assert false <= comparisons / 100


def test_a_run_that_is_off_as_a_whole_is_no_change() -> None:
    """Where runs of the same code differ by 2 % in all their cases at once, it is still noise."""
    host, false = Host(8, 0.03), 0
    for _ in range(60):
        moods = [[host.random.gauss(0, 0.02) for _ in range(3)] for _ in "on"]
        cases = [
            Sides(*(run_means([host.run(10, offset=mood) for mood in side]) for side in moods))
            for _ in range(10)
        ]
        false += any(map(is_slower, changes(cases)))
    assert false == 0


@pytest.mark.parametrize(
    ("count", "runs", "rounds", "spread", "power"),
    [(1, 1, 10, 0.02, 0.8), (1, 1, 30, 0.03, 0.75), (1, 1, 30, 0.05, 0.5), (1, 2, 30, 0.05, 0.85),
     (12, 2, 10, 0.02, 0.9), (12, 3, 30, 0.05, 0.9)],
)  # fmt: skip
def test_ten_percent_are_found(
    count: int, runs: int, rounds: int, spread: float, power: float
) -> None:
    """A true +10 % in one case is beyond a gate of 5 % this often; runs differ by 0.5 %."""
    host = Host(9, spread, 0.005)
    found = sum(is_slower(changes(host.cases(count, runs, rounds, 1.1))[0]) for _ in range(60))
    assert found / 60 >= power


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """95 % by themselves (here 94 % or more of 600), with 1 % from run to run."""
    host = Host(10, 0.04, 0.01)
    held = sum(
        change.estimate.low < 1.0 < change.estimate.high
        for change in (compare_rounds([host.run(10)], [host.run(10)]) for _ in range(600))
    )
    assert held / 600 >= 0.94


def test_the_core_loads_nothing_heavy() -> None:
    """It can be imported without pandas and numpy."""
    program = (
        "import sys, lightwork.reporting.stats.change; "
        "print(*{'pandas', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
