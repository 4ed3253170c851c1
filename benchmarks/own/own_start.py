"""Where pytest's hooks meet the own function: before anything is planned."""

import os
from collections.abc import Mapping

import pytest

from benchmarks import conditions
from benchmarks.options import Choice
from benchmarks.own.asked import Asked, read_asked
from benchmarks.own.faults import Fault
from benchmarks.own.own_function import OwnFunction, look_at_own
from benchmarks.own.probe import stdout
from benchmarks.own.refusals import fault_words
from benchmarks.own.targets import Refused


def asked(config: pytest.Config) -> Asked | None:
    """What was typed about an own function; quick is then the default effort.

    Raises `pytest.UsageError`.
    """
    found = read_asked(config.option, config.invocation_params.dir)
    if found is not None and config.option.effort is None:
        config.option.effort = "quick"
    return found


def look(
    config: pytest.Config,
    asked: Asked | None,
    choice: Choice,
    start_methods: tuple[str, ...],
    plugins: Mapping[str, bool],
) -> OwnFunction | None:
    """Look at the function that was asked for, under the conditions in which it is measured.

    Raises `pytest.UsageError`; then nothing was loaded into this process and nothing is left.
    """
    if asked is None or config.option.help:
        return None
    # Asked before the user's code is loaded: pandas that it needs is no fault of the conditions.
    reason = conditions.why_not_here(os.environ, plugins)
    if reason is not None:
        raise pytest.UsageError(f"not measured: {reason}")
    conditions.cap_inner_threads()
    conditions.hide_the_launcher()
    conditions.tidy_search_path()
    try:
        return look_at_own(asked, choice, start_methods, stdout)
    except Refused as refused:
        raise pytest.UsageError(str(refused)) from refused
    except Fault as fault:
        raise pytest.UsageError(fault_words(fault.facts, asked)) from fault
