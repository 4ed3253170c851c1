"""``multiprocessing.Pool.apply_async``: one task a call, then close and join, as tutorials do.

The chunk size has no meaning here: one item travels at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from lightwork.strategies.parts.pools import close_and_join, open_pool
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.task_errors import call_guarded
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the pool."""
    with open_pool("pool_async", workers, start_method, close_and_join) as watched:

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001 - Run's signature
            apply, guarded = watched.pool.apply_async, partial(call_guarded, task)
            pending = [apply(guarded, (item,)) for item in items]
            # All, before one of them raises: the next run must find idle workers. The last first:
            # then the others are there, mostly, and we do not wake up for each of them.
            for result in reversed(pending):
                watched.wait(result)
            return [result.get() for result in pending]

        yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True, chunks=False)
