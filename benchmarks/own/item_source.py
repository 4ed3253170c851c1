"""The items of an own function: a count, a list, or whatever a function or generator gives."""

import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple

from benchmarks.own.targets import Refused, Target, load

#: So many items are looked at and carried about at most; a generator may never end.
MOST_ITEMS = 20_000


#: A count was typed; the name holds a count; it holds the items; it must be called.
FORMS = COUNT, NUMBER, VALUE, CALLED = "count", "number", "value", "called"


class ItemSource(NamedTuple):
    """What ``--items`` said: ``number`` items 0, 1, 2, ..., or a ``target``."""

    text: str
    number: int = 0
    target: Target | None = None


class Items(NamedTuple):
    """The first `MOST_ITEMS` items; ``more``: there are others."""

    values: list[Any]
    more: bool
    form: str  # how they are had, for the code to paste: one of `FORMS`


def take_items(source: ItemSource) -> Items:
    """The items. Raises `Refused`, or what the user's own code raises."""
    if source.target is None:
        taken = list(range(min(source.number, MOST_ITEMS)))
        return Items(taken, source.number > MOST_ITEMS, COUNT)
    found = load(source.target)
    if isinstance(found, int) and not isinstance(found, bool):
        return take_items(ItemSource(source.text, found))._replace(form=NUMBER)
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
