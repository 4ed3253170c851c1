"""Work on other cores while this process does something else, where processes can be forked.

Forked workers have what is loaded already, and nothing but their results is pickled. On macOS and
Windows processes would start anew and import everything: one after the other is quicker there.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

Drawn = TypeVar("Drawn")

#: More workers than this wait for the longest piece.
MOST_DRAWING_PROCESSES = 4
#: New objects after which cycles are looked for. Python's 700 are a tenth of a report's time; all
#: charts of a standard run leave 400,000, which are 150 MB.
SELDOM = 300_000
#: The work of this process's workers: closures can't be pickled, but are there after a fork.
_work: list[Callable[[int], Any]] = []


@contextmanager
def in_processes(work: Callable[[int], Drawn], pieces: int) -> Iterator[Iterator[Drawn]]:
    """Begin ``work`` of 0, 1, ...; give the results in this order. What it raises is raised there.

    On one core a piece is done when it is asked for.
    """
    if _cores() < 2:
        yield map(work, range(pieces))
        return
    with _forked(work, min(_cores(), MOST_DRAWING_PROCESSES, pieces)) as pool:
        yield pool.map(_do, range(pieces))


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles of objects seldom: a report makes many objects and then ends."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _forked(work: Callable[[int], Any], workers: int) -> Iterator[ProcessPoolExecutor]:
    _work.append(work)
    try:
        pool = ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=_begin)
        try:
            yield pool
        finally:
            # Where something was raised, what is not begun yet is not waited for. All else is: to
            # fork while the pool's thread still runs may lock the fork up.
            pool.shutdown(wait=True, cancel_futures=True)
    finally:
        _work.pop()


def _begin() -> None:
    # What was there before the fork is shared with the parent as long as it is not touched.
    gc.freeze()
    gc.set_threshold(SELDOM)


def _do(piece: int) -> Any:
    return _work[-1](piece)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
