"""What is typed wrongly gets one line: what, got, expected, what to do."""

from argparse import Namespace

import pytest

from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.session.options import read_choice

NAMES = {
    "workloads": ("fib", "sleep"),
    "strategies": ("pool", "threads"),
    "start_methods": ("fork", "spawn"),
    "families": ("speedup", "startup"),
}
DEFAULTS = {
    "effort": "standard",
    "workloads": None,
    "strategies": None,
    "start_methods": None,
    "workers": None,
    "sizes": None,
    "machine_label": None,
    "families": None,
    "time_budget": None,
    "case_limit": None,
}


def choose(**typed: str) -> Choice:
    return read_choice(Namespace(**{**DEFAULTS, **typed}), **NAMES)


def test_a_limit_for_each_case_is_a_number_of_seconds() -> None:
    """None where none was typed: then it follows from the case's forecast."""
    assert choose().case_limit is None
    assert choose(case_limit="2.5").case_limit == 2.5
    with pytest.raises(pytest.UsageError, match="--case-limit"):
        choose(case_limit="soon")


def test_nothing_typed_leaves_all_to_the_effort() -> None:
    """Without options the choice is a standard run of whatever the effort plans."""
    assert choose() == Choice("standard")


def test_lists_are_split_and_counts_sorted() -> None:
    """Commas separate values; spaces and repeats do not matter; counts come in rising order."""
    choice = choose(workloads="sleep, fib,sleep", workers="4,1, 2,4")
    assert choice.workloads == ("sleep", "fib")
    assert choice.workers == (1, 2, 4)


def test_a_time_budget_is_a_number_of_seconds() -> None:
    """Without it a run takes as long as its plan."""
    assert choose(time_budget="90").time_budget == 90.0
    assert choose().time_budget is None


@pytest.mark.parametrize(
    ("option", "typed", "words"),
    [
        ("effort", "fast", ("--effort", "'fast'", "quick, standard, thorough")),
        ("strategies", "thread", ("--strategies", "'thread'", "Did you mean threads?", "pool")),
        ("workloads", "fob", ("--workloads", "'fob'", "Did you mean fib?", "sleep")),
        ("start_methods", "frok", ("--start-methods", "'frok'", "fork, spawn")),
        ("families", "start", ("--families", "'start'", "Did you mean startup?", "speedup")),
        ("sizes", "huge", ("--sizes", "'huge'", "small, medium, large")),
        ("workers", "0", ("--workers", "'0'", "from 1 to 1024")),
        ("workers", "-1", ("--workers", "'-1'", "from 1 to 1024")),
        ("workers", "x", ("--workers", "'x'", "from 1 to 1024")),
        ("workers", "10000", ("--workers", "'10000'", "from 1 to 1024")),
        ("time_budget", "nan", ("--time-budget", "'nan'", "number of seconds")),
        ("time_budget", "1min", ("--time-budget", "'1min'", "number of seconds from 1 to 604800")),
        ("time_budget", "-5", ("--time-budget", "'-5'", "--time-budget 60, or leave")),
        ("workers", ",", ("--workers", "','", "leave the option out")),
        ("strategies", "", ("--strategies", "''", "leave the option out")),
    ],
)
def test_a_wrong_value_is_one_line_that_lists_the_right_ones(
    option: str, typed: str, words: tuple[str, ...]
) -> None:
    """The message is one line and names the option, what was typed, and what can be."""
    with pytest.raises(pytest.UsageError) as caught:
        choose(**{option: typed})
    message = str(caught.value)
    assert "\n" not in message
    assert [word for word in words if word not in message] == []
