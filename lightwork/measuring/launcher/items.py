"""The items that a function is called with, as ``--items`` names them."""

import itertools
from collections.abc import Iterable, Sized
from typing import Any, NamedTuple

from lightwork.core.scripts import CALLED, COUNT_FORM, MOST_ITEMS, NUMBER_FORM, VALUE
from lightwork.measuring.launcher.targets import Refused, Target, load


class ItemSource(NamedTuple):
    """What ``--items`` said: ``number`` items 0, 1, 2, ..., or a ``target``."""

    text: str
    number: int = 0
    target: Target | None = None


class Items(NamedTuple):
    """All items, or the first `MOST_ITEMS` of what has no length; ``more``: there are others."""

    values: list[Any]
    more: bool
    form: str  # how they are had, for the code to paste: one of `core.scripts.SOURCE_FORMS`


def take_items(source: ItemSource) -> Items:
    """The items. Raises `Refused`, or what the user's own code raises."""
    if source.target is None:
        return Items(list(range(source.number)), False, COUNT_FORM)
    found = load(source.target)
    if isinstance(found, int) and not isinstance(found, bool):
        if found < 1:
            raise Refused(f"--items {source.text}: got {found}, expected a count of 1 or more.")
        return Items(list(range(found)), False, NUMBER_FORM)
    called = callable(found) and not isinstance(found, Iterable)
    values = found() if called else found
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise Refused(
            f"--items {source.text}: got {type(values).__name__}, expected a list, a count, or a "
            "function without arguments that gives or yields the items. Wrap a single item: [item]."
        )
    most = None if isinstance(values, Sized) else MOST_ITEMS + 1
    taken = list(itertools.islice(values, most))
    if not taken:
        raise Refused(
            f"--items {source.text}: no items, expected at least 1. A generator object that was "
            "read before is empty: give the function that makes it."
        )
    more = most is not None and len(taken) == most
    return Items(taken[:MOST_ITEMS] if more else taken, more, CALLED if called else VALUE)
