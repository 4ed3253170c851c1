"""``multiprocessing.Pool.imap_unordered``: results as they come, put back in item order."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.pool import IMapIterator
from typing import Any

from strategies import Run, Strategy
from strategies._chunks import cut
from strategies._pools import WatchedPool, open_pool
from strategies._processes import START_METHODS
from strategies._task_errors import call_guarded
from strategies._worker_deaths import TICK_SECONDS


def _run_numbered(
    task: Callable[[Any], Any], chunk: Sequence[tuple[int, Any]]
) -> list[tuple[int, Any]]:
    """Run the task on each item of a chunk. One function: it is pickled with every chunk."""
    return [(number, call_guarded(task, item)) for number, item in chunk]


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
def open(workers: int, start_method: str) -> Iterator[Run]:
    """Open the pool."""
    with open_pool("pool_imap", workers, start_method) as watched:

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            # With a chunk size over 1, imap_unordered gives a generator, which cannot be waited
            # on for a limited time. So the chunks are cut here, the same that it would cut, and
            # what travels is the same too: a number and an item, a number and a result.
            arriving = watched.pool.imap_unordered(
                partial(_run_numbered, task), cut(list(enumerate(items)), chunksize)
            )
            results: list[Any] = [None] * len(items)
            for chunk in _arrivals(watched, arriving):
                for number, result in chunk:
                    results[number] = result
            return results

        yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True)
