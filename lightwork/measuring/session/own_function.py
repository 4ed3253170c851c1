"""``--workload``: the race of a user's function, before pytest collects the tests that show it."""

import sys

import pytest

from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.race.race import Limits
from lightwork.measuring.user_function.cases import UserFunction
from lightwork.measuring.user_function.measure import measure_function
from lightwork.measuring.user_function.messages import race_shown
from lightwork.measuring.user_function.request import UserFunctionRequest

#: When a race ends, by effort.
EFFORT_LIMITS = {
    "quick": Limits(),
    "standard": Limits(15.0, 30.0, 90.0),
    "thorough": Limits(60.0, 120.0, 300.0),
}
#: With ``--benchmark-disable`` one block shows that every way runs and answers rightly.
ONE_BLOCK = Limits(0.0, 0.0, 0.0)


def limits_of(choice: Choice, disabled: bool) -> Limits:
    """When the race ends, by what was chosen; ``disabled``: no figures are wanted."""
    if disabled:
        return ONE_BLOCK
    limits = EFFORT_LIMITS[choice.effort]
    return limits if choice.time_budget is None else limits.within(choice.time_budget)


def say_that_none_are_collected(asked: bool) -> None:
    """Why ``--collect-only`` shows no case, if that was ``asked`` for."""
    if asked:
        _say("no case is collected: only its race tells which ways to run your function there are")


def measure_user_function(
    asked: UserFunctionRequest, choice: Choice, disabled: bool
) -> UserFunction:
    """Measure the function that was asked for; its tests then hand over what was measured.

    It runs in processes of its own; its file is not even imported here. Says what it is at, a line
    each. Raises `pytest.UsageError` where it cannot be measured; then nothing of it is left.
    """
    _say(f"{asked.function.text}: measuring, each call in a fresh process ...")
    try:
        with race_shown(sys.stdout) as tell:
            measured = measure_function(
                asked,
                limits_of(choice, disabled),
                tell,
                strategies=choice.strategies,
                workers=max(choice.workers) if choice.workers else None,
                start_methods=choice.start_methods,
            )
    except Refused as refused:
        raise pytest.UsageError(str(refused)) from refused
    return UserFunction(measured)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()  # at once: pytest captures nothing before the first test


def raced_lines(own: UserFunction, effort: str) -> list[str]:
    """What was raced, before its figures are handed over."""
    race, run, of = own.measured.result, own.measured.sample.items, own.measured.loaded.items
    blocks = f"{race.blocks} block{'s' * (race.blocks != 1)}"
    items = f"{run:,} items" if run == of else f"{run:,} of {of:,} items"
    return [
        f"plan: {len(own.plan().cases)} cases, effort {effort}: raced in {blocks}, "
        f"{own.measured.timing.final:.1f} s in all, each on {items}"
    ]
