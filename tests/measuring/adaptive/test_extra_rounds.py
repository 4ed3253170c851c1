"""Adaptive effort over the cases of a run: who gets more rounds, and what is saved of it."""

import itertools

import pytest

from lightwork.core.record import SPEEDUP, STOPPED, Case
from lightwork.measuring.adaptive.extra_rounds import (
    CaseStoppingRule,
    ExtraRounds,
    undisturbed_speedups,
)
from lightwork.measuring.adaptive.time_budget import TimeBudget
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.rounds import RepeatBudget, Round, Rounds
from lightwork.measuring.host.noise import Snapshot
from tests.measuring.cases.test_rounds import MadeUpPart, run_all

CASE = Case("fib", "small", "pool", "fork", 2, 12, "cold")
SCATTER = (0.88, 0.90, 0.92, 0.94, 0.96, 0.98, 1.02, 1.04, 1.06, 1.08, 1.10, 1.12)


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def rounds_around(speedup: float, times: int = 1) -> list[Round]:
    """Rounds whose case took a second: their references are the ratios."""
    return [Round("rc", speedup * one, None, 1, 0, False) for one in SCATTER * times]


def look_of(seconds: float | None = None, forecast: float = 1e6) -> tuple[CaseStoppingRule, Clock]:
    clock = Clock()
    budget = TimeBudget(seconds, clock)
    budget.begin({(SPEEDUP, CASE): forecast})
    budget.start_case()
    clock.now = 12.0
    return CaseStoppingRule(12, 0.05, budget), clock


@pytest.mark.parametrize(("speedup", "more"), [(1.0, True), (2.0, False)])
def test_a_verdict_hangs_on_the_serial_loop(speedup: float, more: bool) -> None:
    """Rounds are added where an interval includes 1."""
    look, _ = look_of()
    assert (look.more(rounds_around(speedup), [1.0] * 12) > 0) is more


def test_a_case_is_looked_at_once() -> None:
    """Rounds repeated because they were disturbed do not make it ask again."""
    look, _ = look_of()
    first = look.more(rounds_around(1.0), [1.0] * 12)
    assert first % 4 == 0
    assert 12 <= first <= look.most_more == 36
    assert look.more(rounds_around(1.0), [1.0] * 12) == 0


@pytest.mark.parametrize(
    ("truth", "times", "stopped"),
    [(1.0, 1, "most rounds"), (1.0, 30, "precise"), (1.1, 4, "settled")],
)
def test_why_rounds_ended(truth: float, times: int, stopped: str) -> None:
    """After added rounds: narrow enough, told from what is contested, or open still."""
    look, _ = look_of()
    look.more(rounds_around(1.0), [1.0] * 12)
    assert look.stopped(rounds_around(truth, times), [1.0] * 12 * times) == stopped
    assert stopped in STOPPED


def test_without_time_an_open_case_stays_open() -> None:
    """It gets what whole rotations the time allows, here none, and says why."""
    look, _ = look_of(forecast=12.0)
    assert look.more(rounds_around(1.0), [1.0] * 12) == 0
    assert look.stopped(rounds_around(1.0), [1.0] * 12) == "budget"


def test_a_case_that_began_has_enough_rounds_for_an_interval() -> None:
    """When the time is over it ends, but not with fewer than six rounds."""
    look, clock = look_of(seconds=60)
    assert not look.is_over(10)
    clock.now = 60
    assert [look.is_over(rounds) for rounds in (0, 5, 6)] == [False, False, True]
    assert look.stopped(rounds_around(1.0), [1.0] * 12) == "budget"


def test_a_case_ends_as_its_look_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real rounds with made-up seconds: equal parts are an open verdict, so rounds are added.

    What is saved: how many, and why they ended.
    """
    calm = Snapshot(0.0, 0.0, 0.0, 0.0)
    ticks = itertools.accumulate(itertools.cycle([0.0, 1.1, 0.0, 0.9, 0.0, 1.3, 0.0, 1.0]))
    monkeypatch.setattr(rounds_module, "take_snapshot", lambda: calm)
    monkeypatch.setattr(rounds_module.time, "perf_counter", ticks.__next__)
    extra = ExtraRounds(5.0, None)
    extra.time.begin({(SPEEDUP, CASE): 1e9})
    parts = {letter: MadeUpPart(letter, []) for letter in "rc"}
    end = extra.begin_case(6)
    rounds = Rounds(parts, (1, 2), 6, RepeatBudget(0), end=end)
    run_all(rounds)
    saved = extra.end_case((SPEEDUP, CASE), rounds.done, rounds.case_seconds)
    assert len(rounds.done) == 6 + saved["added_rounds"] <= rounds.most
    assert saved["added_rounds"] in (8, 12, 16)
    assert saved["stopped"] in ("most rounds", "settled", "precise")
    described = extra.describe()
    assert described == {
        "precision": 5.0,
        "time_budget": None,
        "extra_rounds": saved["added_rounds"],
    }


def test_disturbed_rounds_are_left_out_as_in_the_report() -> None:
    """If six others are left; else all count."""
    rounds = [one._replace(disturbed=number < 6) for number, one in enumerate(rounds_around(2.0))]
    assert undisturbed_speedups(rounds, [1.0] * 12) == [2.0 * one for one in SCATTER[6:]]
    rounds[6] = rounds[6]._replace(disturbed=True)
    assert len(undisturbed_speedups(rounds, [1.0] * 12)) == 12
