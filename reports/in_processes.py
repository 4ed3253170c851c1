"""Independent pieces of work on all cores, where processes can be forked; else one by one.

Forked workers have what is drawn already, and nothing but their results is pickled. On macOS and
Windows processes would start anew and import everything: drawing alone is quicker there.
"""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

Result = TypeVar("Result")

#: More workers than this wait for the longest piece.
MOST = 4
#: The work of this process's workers: closures can't be pickled, but are there after a fork.
_work: list[Callable[[int], Any]] = []


def in_processes(work: Callable[[int], Result], pieces: int) -> Iterator[Result]:
    """``work`` of 0, 1, ... in this order; what it raises is raised here."""
    workers = min(_cores(), MOST, pieces)
    if workers < 2:
        yield from map(work, range(pieces))
        return
    _work.append(work)
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            yield from pool.map(_do, range(pieces))
    finally:
        _work.pop()


def _do(piece: int) -> Any:
    return _work[-1](piece)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
