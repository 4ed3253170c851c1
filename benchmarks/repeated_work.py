"""Work that is a share again and again, and the loop over one share.

Weak scaling has a share for each worker. Slow items of a user's own function are repeated until
each worker has one; there each turn has another order, for with one order for all a worker that is
dealt every second item may get the same ones only.
"""

import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from benchmarks.parts import WholeRun, Work
from strategies import Run


class Share(NamedTuple):
    """What a loop runs in place of work that repeats it.

    ``order`` says of each item of the whole which of the share it is. ``for_all``: the seconds,
    times the repeats, are those of a loop over all items.
    """

    work: Work
    order: Sequence[int]
    for_all: bool = False

    @property
    def repeats(self) -> int:
        """How often the share is there in the work that repeats it."""
        return len(self.order) // len(self.work.items)


def turns(share: int, items: int) -> list[int]:
    """Numbers of so many items of a share, turn after turn; the first in order, others as drawn.

    From a fixed seed: the same work on every machine.
    """
    draw = random.Random(1)
    found = list(range(share))
    while len(found) < items:
        found += draw.sample(range(share), share)
    return found[:items]


def grown(share: Work, workers: int) -> Work:
    """As many shares as workers: the same items over again, with their expected results."""
    return share._replace(
        items=list(share.items) * workers, expected=list(share.expected) * workers
    )


def for_each_worker(work: Work, workers: int) -> Share:
    """The share of each worker in `grown` work."""
    return Share(work, list(range(len(work.items))) * workers)


def first_share(work: Work, items: int) -> Share:
    """The first so many items of work that is `turns` of these."""
    first = work._replace(items=work.items[:items], expected=work.expected[:items])
    return Share(first, turns(items, len(work.items)), for_all=True)


class OneShare(WholeRun):
    """One share is run, and its results stand for those of every other.

    So a round compares all of its parts with the same expected results, and a wrong item of the
    share is as wrong as in the case.
    """

    def __init__(self, run: Run, share: Share) -> None:
        super().__init__(run, share.work, 1)
        self._share = share

    def collect(self) -> Sequence[Any]:
        """The results of the share, as often as they are there; fewer are given as they are."""
        results = super().collect()
        if len(results) != len(self._share.work.items):
            return results
        return [results[number] for number in self._share.order]
