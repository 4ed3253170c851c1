"""What was asked of a user's function: where it is, its items, its check. Runs no user code."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from glob import glob
from pathlib import Path
from typing import NamedTuple

from lightwork.core.scripts import ARGUMENTS, LINES, PATTERN
from lightwork.measuring.launcher.targets import ItemSource, Refused, Target, parse_target, placed

#: Seconds; an item of more than a day is a typing error rather than a wish.
ITEM_LIMITS = (0.1, 86_400.0)
ITEM_LIMIT = 60.0
#: Each option: its name, what stands for its value (None: it has none), and what it does.
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
        "N - 1. Also a pattern of files as 'data/*.json', or - for the lines of standard input. "
        "All of them are run if the serial loop takes up to 2 s, else a sample.",
    ),
    ("--star", None, "Each item is a tuple of arguments: work(*item), as Pool.starmap does."),
    (
        "--python",
        "PATH",
        "Measure with this interpreter, of another environment, which need not have lightwork: "
        "Python 3.11 or newer.",
    ),
    (
        "--allow-effects",
        None,
        "Go on where the function changes a database or files that were there before, or connects "
        "to another host. A measurement calls it about a hundred times for each item.",
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
    star: bool = False
    allow_effects: bool = False
    python: str = ""  # the interpreter that measures; empty: this one

    def placed(self, folder: str) -> "UserFunctionRequest":
        """The same with files in ``folder`` for what is of a notebook."""
        items, check = self.items, self.check
        if items.target is not None:
            items = items._replace(target=placed(items.target, folder))
        return self._replace(
            function=placed(self.function, folder),
            items=items,
            check=None if check is None else placed(check, folder),
        )


def make_request(
    function: str,
    items: str | Sequence[str] | None,
    check: str | None,
    item_limit: str | None,
    folder: Path,
    option: str,
    star: bool = False,
    allow_effects: bool = False,
    python: str | None = None,
) -> UserFunctionRequest:
    """What the texts mean; paths start at ``folder``. Raises `Refused`.

    ``option`` is how the function was named, for messages.
    """
    return UserFunctionRequest(
        parse_target(option, function, folder),
        _item_source(items, folder, option),
        parse_target("--check", check, folder) if check else None,
        _limit(item_limit),
        star,
        allow_effects,
        "" if python is None else _interpreter(python),
    )


def _interpreter(python: str) -> str:
    """The whole path of an interpreter that can measure."""
    found = shutil.which(python)
    if found is None:
        raise Refused(f"--python: no program {python!r}: give the path of a Python.")
    told = subprocess.run(  # noqa: S603 - what the user has named
        [found, "-c", "import sys; print(sys.version_info >= (3, 11))"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if told != "True":
        raise Refused(f"--python: {python} is no Python 3.11 or newer: give one.")
    return found


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


def _named(text: str, folder: Path) -> ItemSource:
    """The lines of standard input, or the files that fit a pattern."""
    if text == "-":
        lines = tuple(sys.stdin.read().splitlines())
        if not lines:
            raise Refused("--items -: standard input has no lines, expected at least 1.")
        return ItemSource(text, values=lines, form=LINES)
    found = sorted(glob(text, root_dir=folder))  # noqa: PTH207 - as the script that is shown has it
    if not found:
        raise Refused(f"--items: no file in {folder} fits the pattern {text!r}.")
    return ItemSource(text, values=tuple(found), form=PATTERN)


def _item_source(text: str | Sequence[str] | None, folder: Path, option: str) -> ItemSource:
    """``text``: what was typed; several where a shell has replaced a pattern by names of files."""
    if text is not None and not isinstance(text, str):
        if len(text) > 1:
            return ItemSource(f"{text[0]} ...", values=tuple(text), form=ARGUMENTS)
        text = text[0]
    if text and (text == "-" or any(letter in text for letter in "*?[")):
        return _named(text, folder)
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
