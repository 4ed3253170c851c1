"""What was typed about an own function: ``--workload``, the options that go with it, the items."""

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lightwork.measuring.plan.choice import parse_amount
from lightwork.measuring.user_function.targets import Refused, Target, load, parse_target

#: So many items are read and carried about at most; a generator may never end.
MOST_ITEMS = 20_000
#: A count was typed; the name holds a count; it holds the items; it must be called.
SOURCE_FORMS = COUNT_FORM, NUMBER_FORM, VALUE, CALLED = "count", "number", "value", "called"
#: Seconds; an item of more than a day is a typing error rather than a wish.
ITEM_LIMITS = (0.1, 86_400.0)
ITEM_LIMIT = 60.0
#: Each option: its name, what stands for its value, and what it does.
USER_FUNCTION_OPTIONS = (
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


class ItemSource(NamedTuple):
    """What ``--items`` said: ``number`` items 0, 1, 2, ..., or a ``target``."""

    text: str
    number: int = 0
    target: Target | None = None


class UserFunctionRequest(NamedTuple):
    """The own function, its items and its check. ``item_limit`` in seconds."""

    function: Target
    items: ItemSource
    check: Target | None
    item_limit: float


class Items(NamedTuple):
    """The first `MOST_ITEMS` items; ``more``: there are others."""

    values: list[Any]
    more: bool
    form: str  # how they are had, for the code to paste: one of `SOURCE_FORMS`


def take_items(source: ItemSource) -> Items:
    """The items. Raises `Refused`, or what the user's own code raises."""
    if source.target is None:
        numbers = list(range(min(source.number, MOST_ITEMS)))
        return Items(numbers, source.number > MOST_ITEMS, COUNT_FORM)
    found = load(source.target)
    if isinstance(found, int) and not isinstance(found, bool):
        return take_items(ItemSource(source.text, found))._replace(form=NUMBER_FORM)
    called = callable(found) and not isinstance(found, Iterable)
    values = found() if called else found
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise Refused(
            f"--items {source.text}: got {type(values).__name__}, expected a list, a count, or a "
            "function without arguments that gives or yields the items. Wrap a single item: [item]."
        )
    taken = list(itertools.islice(values, MOST_ITEMS + 1))
    if not taken:
        raise Refused(
            f"--items {source.text}: no items, expected at least 2. A generator object that was "
            "read before is empty: give the function that makes it."
        )
    return Items(taken[:MOST_ITEMS], len(taken) > MOST_ITEMS, CALLED if called else VALUE)


def add_user_function_options(group: pytest.OptionGroup) -> None:
    """Add the options to the suite's group."""
    for name, value, text in USER_FUNCTION_OPTIONS:
        group.addoption(name, metavar=value, default=None, help=text)


def read_request(options: Any, folder: Path) -> UserFunctionRequest | None:
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
        return UserFunctionRequest(
            parse_target("--workload", options.workload, folder),
            _item_source(options.items, folder),
            parse_target("--check", options.check, folder) if options.check else None,
            parse_amount("--item-limit", options.item_limit, ITEM_LIMITS, "seconds")
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
