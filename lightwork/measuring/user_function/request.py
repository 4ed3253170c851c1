"""What was asked of a user's function: where it is, its items, its check. Runs no user code."""

from pathlib import Path
from typing import NamedTuple

from lightwork.measuring.launcher.targets import ItemSource, Refused, Target, parse_target

#: Seconds; an item of more than a day is a typing error rather than a wish.
ITEM_LIMITS = (0.1, 86_400.0)
ITEM_LIMIT = 60.0
#: Each option: its name, what stands for its value, and what it does.
FUNCTION_OPTIONS = (
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
        "N - 1. All of them are run if the serial loop takes up to 2 s, else a sample.",
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


class UserFunctionRequest(NamedTuple):
    """The own function, its items and its check. ``item_limit`` in seconds."""

    function: Target
    items: ItemSource
    check: Target | None
    item_limit: float


def make_request(
    function: str,
    items: str | None,
    check: str | None,
    item_limit: str | None,
    folder: Path,
    option: str,
) -> UserFunctionRequest:
    """What the texts mean; paths start at ``folder``. Raises `Refused`.

    ``option`` is how the function was named, for messages.
    """
    return UserFunctionRequest(
        parse_target(option, function, folder),
        _item_source(items, folder, option),
        parse_target("--check", check, folder) if check else None,
        _limit(item_limit),
    )


def _limit(text: str | None) -> float:
    if text is None:
        return ITEM_LIMIT
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    low, high = ITEM_LIMITS
    if not low <= seconds <= high:
        raise Refused(f"--item-limit: got {text!r}, expected seconds from {low:g} to {high:g}.")
    return seconds


def _item_source(text: str | None, folder: Path, option: str) -> ItemSource:
    if not text:
        raise Refused(
            f"{option}: needs --items FILE.py:ITEMS, a list, a function that gives them, or a "
            "count: what shall the function be called with?"
        )
    if text.lstrip("+-").isdecimal():
        if int(text) < 1:
            raise Refused(f"--items: got {text!r}, expected a count of 1 or more.")
        return ItemSource(text, int(text))
    return ItemSource(text, target=parse_target("--items", text, folder))
