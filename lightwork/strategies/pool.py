"""``multiprocessing.Pool.map``."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from lightwork.strategies import Runner, Strategy
from lightwork.strategies.parts.pools import open_pool
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.task_errors import call_guarded


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the pool."""
    with open_pool("pool", workers, start_method) as watched:

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            # Pool.map is map_async and get; between the two we can watch.
            result = watched.pool.map_async(partial(call_guarded, task), items, chunksize)
            watched.wait(result)
            return result.get()

        yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True)
