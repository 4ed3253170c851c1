"""``multiprocessing.Pool.map``."""

from collections.abc import Iterator
from contextlib import contextmanager

from lightwork.strategies.parts.pools import open_pool
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the pool."""
    with open_pool("pool", workers, start_method) as watched:
        yield watched.map


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True)
