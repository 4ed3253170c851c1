"""The time of a run, on a clock that the tests turn."""

import pytest

from lightwork.core.record import Case
from lightwork.measuring.plan.time_budget import TimeBudget

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
    budget.start_race()
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


def test_a_time_budget_is_that_of_the_whole_run(clock: Clock) -> None:
    """What was spent before the run was broken off is spent."""
    budget = begun(clock, 100)
    budget.spent_before(100.0)
    assert budget.used_up


def test_a_case_that_is_longer_than_what_is_left_does_not_begin(clock: Clock) -> None:
    """Of 40 s 29 are left: five beyond the budget are let pass, not more; shorter cases begin."""
    budget = TimeBudget(40, clock)
    budget.begin({FIRST: 10.0, SECOND: 30.0, THIRD: 40.0})
    assert budget.why_not(THIRD) is None  # nothing is known yet, and something is to be measured
    budget.start_race()
    clock.now += 10
    budget.end_race([FIRST])
    clock.now += 1
    assert budget.why_not(SECOND) is None
    why = budget.why_not(THIRD)
    assert why == "time budget of 40 s: too little of it was left."


def test_those_who_begin_together_must_fit_together(clock: Clock) -> None:
    """Of 36 s, 41 s are let pass; a third case of the same race is too much."""
    budget = TimeBudget(36, clock)
    budget.begin({FIRST: 10.0, SECOND: 30.0, THIRD: 40.0})
    assert budget.why_not(SECOND, [FIRST]) is None
    assert budget.why_not(THIRD, [FIRST, SECOND]) is not None


def test_the_plan_says_what_the_budget_means(clock: Clock) -> None:
    """Nothing without one; that the plan does not fit, where it does not."""
    assert begun(clock, None).words() == []
    assert begun(clock, 100).words() == ["  time budget 1:40 min"]
    (words,) = begun(clock, 30).words()
    assert words.endswith("30 s: less than the plan takes, what does not fit is not run")
