"""What was typed about an own function: ``--workload`` and the options that go with it."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.amounts import amount
from benchmarks.own.item_source import ItemSource
from benchmarks.own.targets import Refused, Target, parse_target

#: Seconds; an item of more than a day is a typing error rather than a wish.
ITEM_LIMITS = (0.1, 86_400.0)
ITEM_LIMIT = 60.0

#: Each option: its name, what stands for its value, and what it does.
OPTIONS = (
    (
        "--workload",
        "FILE.py:FUNCTION",
        "Measure this function of yours, of one item, instead of the suite's workloads; "
        "MODULE:FUNCTION, too. Effort quick by default. This runs your code; nothing else does.",
    ),
    (
        "--items",
        "FILE.py:ITEMS",
        "Its items: a list, a function that gives or yields them, or a count N for 0, 1, ..., "
        "N - 1. A round takes the first of them, as many as need about 0.2 s.",
    ),
    (
        "--check",
        "FILE.py:CHECK",
        "A function (item, result) that gives whether the result is right, or raises "
        "AssertionError. Default: every result must equal the serial loop's.",
    ),
    (
        "--item-limit",
        "SECONDS",
        f"How long your function may take for one item before it is given up. Default: "
        f"{ITEM_LIMIT:g}.",
    ),
)


class Asked(NamedTuple):
    """The own function, its items and its check. ``item_limit`` in seconds."""

    function: Target
    items: ItemSource
    check: Target | None
    item_limit: float


def add_options(group: pytest.OptionGroup) -> None:
    """Add the options to the suite's group."""
    for name, value, words in OPTIONS:
        group.addoption(name, metavar=value, default=None, help=words)


def read_asked(options: Any, folder: Path) -> Asked | None:
    """What was typed; None where it was nothing. Raises `pytest.UsageError`; runs no user code.

    ``options`` is ``config.option``, ``folder`` where paths start.
    """
    if options.workload is None:
        for name in ("items", "check", "item_limit"):
            if getattr(options, name) is not None:
                option = "--" + name.replace("_", "-")
                raise pytest.UsageError(
                    f"{option}: goes with --workload FILE.py:FUNCTION, which is missing. Add it, "
                    "or leave this out."
                )
        return None
    for name in ("workloads", "families", "sizes"):
        if getattr(options, name) is not None:
            raise pytest.UsageError(
                f"--{name}: names the suite's own, and --workload measures yours alone. Leave out "
                "one of the two."
            )
    try:
        return Asked(
            parse_target("--workload", options.workload, folder),
            _item_source(options.items, folder),
            parse_target("--check", options.check, folder) if options.check else None,
            amount("--item-limit", options.item_limit, ITEM_LIMITS, "seconds")
            if options.item_limit is not None
            else ITEM_LIMIT,
        )
    except Refused as refused:
        raise pytest.UsageError(str(refused)) from refused


def _item_source(text: str | None, folder: Path) -> ItemSource:
    if not text:
        raise Refused(
            "--workload: needs --items FILE.py:ITEMS, a list, a function that gives them, or a "
            "count: what shall the function be called with?"
        )
    if text.lstrip("+-").isdecimal():
        if int(text) < 1:
            raise Refused(f"--items: got {text!r}, expected a count of 1 or more.")
        return ItemSource(text, int(text))
    return ItemSource(text, target=parse_target("--items", text, folder))
