"""The suite's own pytest options, and what the user chose with them."""

import difflib
from collections.abc import Collection
from typing import Any

import pytest

from lightwork.measuring.plan.choice import (
    CASE_LIMITS,
    MORE_OPTIONS,
    NEWEST,
    SUITE_OPTIONS,
    TIME_BUDGETS,
    Choice,
    parse_seconds,
)
from lightwork.measuring.user_function import options as asked
from lightwork.workload import SIZES

EFFORT_NAMES = ("quick", "standard", "thorough")
DEFAULT_EFFORT = "standard"
#: More workers than this is a typing error rather than a wish.
MOST_REQUESTED_WORKERS = 1024
RESUME_HELP = (
    "Continue an interrupted run: its finished cases are kept. At the end of the command line, or "
    "as --resume=JOURNAL. Default: the newest journal of the storage."
)


def add_options(parser: pytest.Parser) -> None:
    """Add the options to pytest's command line."""
    group = parser.getgroup("lightwork")
    for name, value, text in (*SUITE_OPTIONS, *MORE_OPTIONS):
        group.addoption(name, metavar=value, default=None, help=text)
    group.addoption(
        "--resume", nargs="?", const=NEWEST, default=None, metavar="JOURNAL", help=RESUME_HELP
    )
    asked.add_user_function_options(group)


def read_choice(
    options: Any,
    workloads: Collection[str],
    strategies: Collection[str],
    start_methods: Collection[str],
    families: Collection[str],
) -> Choice:
    """Check what was typed against what there is. Raises `pytest.UsageError` with the right words.

    ``options`` is ``config.option``.
    """
    (effort,) = _names("--effort", options.effort or DEFAULT_EFFORT, EFFORT_NAMES) or ("",)
    return Choice(
        effort=effort,
        workloads=_names("--workloads", options.workloads, workloads),
        strategies=_names("--strategies", options.strategies, strategies),
        start_methods=_names("--start-methods", options.start_methods, start_methods),
        workers=_counts(options.workers),
        sizes=_names("--sizes", options.sizes, SIZES),
        label=options.machine_label,
        families=_names("--families", options.families, families),
        time_budget=_seconds("--time-budget", options.time_budget, TIME_BUDGETS),
        case_limit=_seconds("--case-limit", options.case_limit, CASE_LIMITS),
    )


def _seconds(option: str, text: str | None, bounds: tuple[float, float]) -> float | None:
    return None if text is None else parse_seconds(option, text, bounds)


def _names(option: str, text: str | None, known: Collection[str]) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = _parts(option, text)
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}? " if close else ""
            raise pytest.UsageError(
                f"{option}: got {name!r}. {hint}Choose from: {', '.join(known)}."
            )
    return names


def _counts(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    parts = _parts("--workers", text)
    for part in parts:
        if not part.isdecimal() or not 1 <= int(part) <= MOST_REQUESTED_WORKERS:
            raise pytest.UsageError(
                f"--workers: got {part!r}, expected whole numbers from 1 to "
                f"{MOST_REQUESTED_WORKERS}, for example --workers 1,2,4."
            )
    return tuple(sorted(set(map(int, parts))))


def _parts(option: str, text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise pytest.UsageError(
            f"{option}: got {text!r}, expected at least one value; give values with commas "
            "between, or leave the option out."
        )
    return tuple(dict.fromkeys(parts))
