"""The items of a round: a prefix of the user's items, or that prefix again and again.

A fixed prefix, so that every round, every case and every run of a machine does the same work.

Where items are slow and workers many, a plain loop over an item for each worker would take most of
a run: 64 items of a second are a minute, in every round. There the prefix is short, and repeated
until each worker has an item; the loop beside the case runs it once, and its seconds are multiplied
by how often it is repeated. Rejected: a loop over some of the items, weighted by what each took
when it was looked at; what was wrong with that one time would be wrong with every ratio.
"""

import itertools
import math
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.measuring.cases.round_parts import turns
from lightwork.measuring.user_function.child.request import ANSWERS_FILE, ITEMS_FILE, Request
from lightwork.measuring.user_function.options import take_items

#: Items for each worker, where they are short enough: with fewer, who gets the last one decides.
SHARES_A_WORKER = 4
#: Items that differ, at least, where a prefix is repeated because items are slow.
FEWEST_DISTINCT = 2
#: How many times as long, or as short, the items of that prefix may be as those that were seen.
TYPICAL = 1.1


class RoundSize(NamedTuple):
    """``items`` in a round, of which ``distinct`` are the first of the user's, repeated in turn.

    The plain loop beside a case runs the first ``loop`` of them, or all; fewer are ``distinct``,
    and further turns of these are then in other orders
    (`lightwork.measuring.cases.round_parts.turns`).
    """

    items: int
    distinct: int
    loop: int

    @property
    def repeats(self) -> bool:
        """Whether the loop runs a part: items are slow, and each worker is to have one."""
        return self.loop < self.items

    def order(self) -> list[int]:
        """Which of the user's items each of a round's is."""
        if self.repeats:
            return turns(self.loop, self.items)
        return in_turn(range(self.distinct), self.items)


def round_size(
    seconds: Sequence[float], items: int, wanted_seconds: float, fewest: int, most: int
) -> RoundSize:
    """How many items make a serial round of about ``wanted_seconds``, at most twice that if can be.

    A multiple of ``fewest``, so that all workers can have as many. ``seconds`` are those of the
    first items, one by one, of ``items`` in all; ``fewest`` the least that gives every worker
    something to do, ``most`` the most that is carried about.
    """
    repeated = _repeated_prefix(seconds[:most], wanted_seconds, fewest, most)
    if repeated is not None:
        return repeated
    total = 0.0
    for number, one in enumerate(seconds[:most], start=1):
        total += one
        enough = SHARES_A_WORKER * fewest if total < 2 * wanted_seconds else fewest
        if total >= wanted_seconds and number >= enough and number % fewest == 0:
            return RoundSize(number, number, number)
    seen = min(len(seconds), items, most)
    # The user's items are too few or too short for a round: take them again and again.
    some = fewest if total > wanted_seconds else SHARES_A_WORKER * fewest
    wanted = max(seen, some, round(seen * wanted_seconds / max(total, 1e-9)))
    number = min(fewest * math.ceil(wanted / fewest), max(seen, most))
    return RoundSize(number, seen, number)


def _repeated_prefix(
    seconds: Sequence[float], wanted_seconds: float, fewest: int, most: int
) -> RoundSize | None:
    """A prefix of ``wanted_seconds`` that is repeated; None where all of a round can be looped."""
    prefix = _typical_prefix(seconds, wanted_seconds)
    if not 0 < prefix < fewest or sum(in_turn(seconds, fewest)) <= 2 * wanted_seconds:
        return None
    for times in range(1, prefix + 1):
        number = times * fewest
        for distinct in range(prefix, min(2 * prefix, len(seconds)) + 1):
            if number % distinct == 0 and number <= most:
                return RoundSize(number, distinct, distinct)
    return None


def _typical_prefix(seconds: Sequence[float], wanted_seconds: float) -> int:
    """The shortest that takes so long and whose items take about as long as all; 0 if none does.

    Else a first item that takes ten times as long would be half of what is repeated.
    """
    mean = sum(seconds) / max(1, len(seconds))
    for number, end in enumerate(itertools.accumulate(seconds), start=1):
        # Two, if there are: a function may take the same short way for any one item.
        enough = end >= wanted_seconds and number >= min(FEWEST_DISTINCT, len(seconds))
        if enough and mean / TYPICAL <= end / number <= TYPICAL * mean:
            return number
    return 0


def in_turn(values: Sequence[Any], number: int) -> list[Any]:
    """So many values: all of them in turn, again and again."""
    return list(itertools.islice(itertools.cycle(values), number))


def trial_items(request: Request) -> list[Any]:
    """The items of the first look; made anew where pickle cannot carry them."""
    return _kept(request, ITEMS_FILE) or take_items(request.items).values


def trial_answers(request: Request) -> list[Any] | None:
    """The answers of the first look; None where pickle cannot carry them."""
    return _kept(request, ANSWERS_FILE)


def _kept(request: Request, name: str) -> list[Any] | None:
    path = Path(request.folder) / name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        values: list[Any] = pickle.load(file)  # noqa: S301 - written by our own child
    return values
