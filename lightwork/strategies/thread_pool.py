"""``concurrent.futures.ThreadPoolExecutor.map``.

The library ignores the chunk size of ``map`` for threads: one item is one submit. So chunks of
more than one item are cut here and submitted whole, as one would do by hand.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.thread_executors import map_run
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Open the executor. Its threads start with the first items that need them."""
    executor = ThreadPoolExecutor(workers)
    try:
        yield map_run(executor)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


STRATEGY = Strategy(open, "thread", (NO_START_METHOD,), reusable=True)
