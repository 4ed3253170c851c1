"""pytest's options for a user's function: ``--workload`` and those that go with it."""

from pathlib import Path
from typing import Any

import pytest

from lightwork.measuring.launcher.targets import Refused
from lightwork.measuring.user_function.request import (
    FUNCTION_OPTIONS,
    UserFunctionRequest,
    make_request,
)

#: Options of the suite that mean nothing in a race: why, and what to do.
NOT_IN_A_RACE = {
    "workloads": "It names the suite's own, and --workload measures yours alone: leave out one.",
    "families": "It names the suite's own, and --workload measures yours alone: leave out one.",
    "sizes": "It names the suite's own, and --workload measures yours alone: leave out one.",
    "cluster": "A cluster runs the suite's own work: leave out one.",
    "case_limit": "Calls that take much longer than the serial loop are ended anyway: leave it "
    "out; for slow items there is --item-limit SECONDS.",
}


def add_user_function_options(group: pytest.OptionGroup) -> None:
    """Add the options to the suite's group."""
    for name, value, text in FUNCTION_OPTIONS:
        if value is None:
            group.addoption(name, action="store_true", default=None, help=text)
        else:
            group.addoption(name, metavar=value, default=None, help=text)


def read_request(options: Any, folder: Path) -> UserFunctionRequest | None:
    """What was typed; None where it was nothing. Raises `pytest.UsageError`; runs no user code.

    ``options`` is ``config.option``, ``folder`` where paths start.
    """
    if options.workload is None:
        for name in ("items", "check", "item_limit", "star", "allow_effects", "python"):
            if getattr(options, name) is not None:
                option = "--" + name.replace("_", "-")
                raise pytest.UsageError(
                    f"{option}: goes with --workload FILE.py:FUNCTION, which is missing. Add it, "
                    "or leave this out."
                )
        return None
    for name, why in NOT_IN_A_RACE.items():
        if getattr(options, name) is not None:
            raise pytest.UsageError(f"--{name.replace('_', '-')}: got --workload, too. {why}")
    try:
        return make_request(
            options.workload,
            options.items,
            options.check,
            options.item_limit,
            folder,
            "--workload",
            bool(options.star),
            bool(options.allow_effects),
            options.python,
        )
    except Refused as refused:
        raise pytest.UsageError(str(refused)) from refused
