"""The items of a round: a prefix of the user's items, or that prefix again and again.

A fixed prefix, so that every round, every case and every run of a machine does the same work.
"""

import itertools
import math
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.own.item_source import take_items
from benchmarks.own.request import ANSWERS_FILE, ITEMS_FILE, Request

#: Items for each worker, where they are short enough: with fewer, who gets the last one decides.
SHARES_A_WORKER = 4


class RoundSize(NamedTuple):
    """``items`` in a round, of which ``distinct`` are the first of the user's, repeated in turn."""

    items: int
    distinct: int


def round_size(
    seconds: Sequence[float], items: int, wanted_seconds: float, fewest: int, most: int
) -> RoundSize:
    """How many items make a serial round of about ``wanted_seconds``, at most twice that if can be.

    A multiple of ``fewest``, so that all workers can have as many. ``seconds`` are those of the
    first items, one by one, of ``items`` in all; ``fewest`` the least that gives every worker
    something to do, ``most`` the most that is carried about.
    """
    total = 0.0
    for number, one in enumerate(seconds[:most], start=1):
        total += one
        enough = SHARES_A_WORKER * fewest if total < 2 * wanted_seconds else fewest
        if total >= wanted_seconds and number >= enough and number % fewest == 0:
            return RoundSize(number, number)
    seen = min(len(seconds), items, most)
    # The user's items are too few or too short for a round: take them again and again.
    some = fewest if total > wanted_seconds else SHARES_A_WORKER * fewest
    wanted = max(seen, some, round(seen * wanted_seconds / max(total, 1e-9)))
    return RoundSize(min(fewest * math.ceil(wanted / fewest), max(seen, most)), seen)


def in_turn(values: Sequence[Any], size: RoundSize) -> list[Any]:
    """The values of a round: the first ``size.distinct``, in turn."""
    return list(itertools.islice(itertools.cycle(values[: size.distinct]), size.items))


def kept_items(request: Request) -> list[Any]:
    """The items of the first look; made anew where pickle cannot carry them."""
    return _kept(request, ITEMS_FILE) or take_items(request.items).values


def kept_answers(request: Request) -> list[Any] | None:
    """The answers of the first look; None where pickle cannot carry them."""
    return _kept(request, ANSWERS_FILE)


def _kept(request: Request, name: str) -> list[Any] | None:
    path = Path(request.folder) / name
    if not path.is_file():
        return None
    with path.open("rb") as file:
        values: list[Any] = pickle.load(file)  # noqa: S301 - written by our own child
    return values
