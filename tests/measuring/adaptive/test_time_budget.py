"""The time of a run, on a clock that the tests turn."""

import pytest

from lightwork.core.record import Case
from lightwork.measuring.adaptive.time_budget import TimeBudget

FIRST, SECOND, THIRD = (
    ("speedup", Case("fib", "small", "pool", "fork", workers, 1, "cold")) for workers in (1, 2, 3)
)
FORECASTS = {FIRST: 10.0, SECOND: 30.0}


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def begun(clock: Clock, seconds: float | None) -> TimeBudget:
    budget = TimeBudget(seconds, clock)
    budget.begin(FORECASTS)
    budget.start_case()
    return budget


def test_time_is_used_up_after_so_many_seconds_and_never_without_a_budget(clock: Clock) -> None:
    """All wall seconds of the run count."""
    budget, endless = begun(clock, 60), begun(clock, None)
    clock.now += 59.9
    assert not budget.used_up
    clock.now += 0.1
    assert budget.used_up
    assert not endless.used_up
    assert budget.why_not(FIRST) == "time budget of 60 s used up."
    assert endless.why_not(FIRST) is None


def test_a_case_that_is_longer_than_what_is_left_does_not_begin(clock: Clock) -> None:
    """Of 40 s 29 are left: five beyond the budget are let pass, not more; shorter cases begin."""
    budget = TimeBudget(40, clock)
    budget.begin({FIRST: 10.0, SECOND: 30.0, THIRD: 40.0})
    assert budget.why_not(THIRD) is None  # nothing is known yet, and something is to be measured
    budget.start_case()
    clock.now += 10
    budget.end_case(FIRST)
    clock.now += 1
    assert budget.why_not(SECOND) is None
    why = budget.why_not(THIRD)
    assert why == "time budget of 40 s: too little of it was left."


def test_without_a_budget_a_quarter_of_the_plan_may_be_added(clock: Clock) -> None:
    """40 s are planned, so 10 s may be added; a quarter of that, and what was earned, at once."""
    budget = begun(clock, None)
    clock.now += 10  # ten rounds, as forecast
    allowed = 10 * (0.25 + 0.75 * 10 / 40)
    assert budget.grant(100, done=10) == int(allowed)
    assert budget.grant(2, done=10) == 2


def test_what_was_added_is_not_there_twice(clock: Clock) -> None:
    """The second case has what the first left over of the quarter."""
    budget = begun(clock, None)
    clock.now += 10
    budget.grant(4, done=10)
    clock.now += 4
    budget.end_case(FIRST)
    budget.start_case()
    clock.now += 30
    assert budget.grant(100, done=30) == 10 - 4


def test_a_budget_keeps_the_time_of_the_cases_to_come(clock: Clock) -> None:
    """Of 50 s for a plan of 40 s, 10 s may be added, whatever a case asks for."""
    budget = begun(clock, 50)
    clock.now += 10
    budget.end_case(FIRST)
    budget.start_case()
    clock.now += 30
    assert budget.grant(100, done=30) == 10
    clock.now += 10
    assert budget.used_up


def test_a_host_slower_than_forecast_leaves_less_to_add(clock: Clock) -> None:
    """The pace so far tells what the rest will take; nothing is granted that others need."""
    budget = begun(clock, 60)
    clock.now += 20  # twice as long as forecast
    budget.end_case(FIRST)
    budget.start_case()
    clock.now += 0.1
    assert budget.grant(100, done=10) == 0


def test_the_time_of_a_case_that_cannot_be_measured_is_there_for_others(clock: Clock) -> None:
    """Of 50 s, 10 s were for the first case and 30 s for one that is not run after all."""
    budget = begun(clock, 50)
    budget.leave_out(SECOND)
    clock.now += 10
    assert budget.grant(100, done=10) == 40


def test_the_plan_says_what_the_budget_means(clock: Clock) -> None:
    """The precision, and how long rounds may be added, or that the plan does not fit."""
    assert begun(clock, None).words(0.05) == (
        "precision ±5 %: rounds are added where a verdict hangs on more, at most about 10 s in all"
    )
    assert begun(clock, 100).words(0.05).startswith("time budget 1:40 min: about 1:00 min of it")
    assert "what does not fit is not run" in begun(clock, 30).words(0.025)
    assert "precision ±2.5 %" in begun(clock, 30).words(0.025)
