"""``multiprocessing.Pool.imap_unordered``: results as they come, put back in item order."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.pool import IMapIterator
from typing import Any

from lightwork.strategies.parts.chunks import cut
from lightwork.strategies.parts.pools import WatchedPool, open_pool
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.task_errors import call_guarded
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS
from lightwork.strategy import Runner, Strategy


def _run_placed(
    task: Callable[[Any], Any], placed: tuple[int, Sequence[Any]]
) -> tuple[int, list[Any]]:
    """Run the task on each item of a chunk; give the results with the place of the first.

    One function, and one number a chunk: all of it is pickled with every chunk.
    """
    place, chunk = placed
    return place, [call_guarded(task, item) for item in chunk]


def _arrivals(watched: WatchedPool, results: "IMapIterator[Any]") -> Iterator[Any]:
    """Give the chunks' results as they come, watching; a task's exception after the last."""
    error: Exception | None = None
    while True:
        try:
            yield results.next(TICK_SECONDS)
        except StopIteration:
            break
        except multiprocessing.TimeoutError:
            with watched.impatient():
                watched.check()
        except Exception as raised:  # noqa: BLE001 - the task's; raised below, when all are idle again
            error = error or raised
    if error is not None:
        raise error


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the pool."""
    with open_pool("pool_imap", workers, start_method) as watched:

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            # With a chunk size over 1, imap_unordered gives a generator, which cannot be waited
            # on for a limited time. So the chunks are cut here, the same that it would cut.
            places = range(0, len(items), chunksize)
            arriving = watched.pool.imap_unordered(
                partial(_run_placed, task), zip(places, cut(items, chunksize), strict=True)
            )
            results: list[Any] = [None] * len(items)
            for place, chunk in _arrivals(watched, arriving):
                results[place : place + chunksize] = chunk
            return results

        yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True)
