"""``multiprocessing.Pool``, watched: what the strategies on it share.

The library replaces a killed worker and forgets its task, so whoever waits for the result waits
for ever. And if the worker died holding the lock of a queue (an idle one holds the lock of the
task queue while it waits), even ``Pool.terminate`` waits for ever.
"""

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.pool import AsyncResult, Pool
from typing import Any

from lightwork.strategies.parts.closing import CLOSE_SECONDS, NewChildren, close_or_force, free
from lightwork.strategies.parts.task_errors import TaskFailed, call_guarded
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, died, first_dead
from lightwork.strategies.parts.worker_start import begin_worker, signals_wait


class WatchedPool:
    """A ``Pool`` whose waits end when a worker dies. ``pool`` is the library's own object."""

    def __init__(
        self,
        strategy: str,
        workers: int,
        start_method: str,
        library: Any,
        begin: Callable[[], None],
    ) -> None:
        self._strategy = strategy
        self._workers = NewChildren(library.active_children)
        threads_before = set(threading.enumerate())
        context = library.get_context(start_method)
        try:
            self.pool: Pool = context.Pool(workers, initializer=begin)
        except BaseException:
            self._workers.kill()
            raise
        self._workers.find_new()
        self._threads = list(set(threading.enumerate()) - threads_before)
        self._patience = CLOSE_SECONDS

    def map(self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        """A run by ``Pool.map``: that is map_async and get, and between the two we can watch."""
        result = self.pool.map_async(partial(call_guarded, task), items, chunksize)
        self.wait(result)
        return result.get()

    def wait(self, result: "AsyncResult[Any]") -> None:
        """Wait until ``result`` is there. It wakes us at once; only deaths are looked for."""
        with self.impatient():
            while not result.ready():
                result.wait(TICK_SECONDS)
                if not result.ready():
                    self.check()

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Whatever ends this block (a death, Ctrl-C) leaves a pool that must be forced to end."""
        try:
            yield
        except BaseException:
            self._patience = 0.0
            raise

    def check(self) -> None:
        """Raise if a worker died, or the thread that reads the results."""
        dead = first_dead(self._workers.find_new())
        if dead is not None:
            raise died(self._strategy, dead)
        if not all(thread.is_alive() for thread in self._threads):
            raise TaskFailed(
                f"{self._strategy}: a task's result was sent but could not be unpickled (its own "
                "words are on stderr): give back a value that survives pickle.loads(pickle.dumps())"
            )

    def close(self, end: Callable[[Pool], object]) -> None:
        """Close the pool with ``end``, by force if need be; nothing of it is left."""
        pool = self.pool
        # After an error a traceback keeps this object alive, and it must not keep the pool.
        del self.pool
        close_or_force(
            lambda: end(pool),
            lambda attempt: _unblock(pool, attempt),
            self._workers,
            self._threads,
            self._patience,
        )


def _unblock(pool: Pool, attempt: int) -> None:
    """Free what the pool's threads may wait for, now that all its workers are dead.

    By private names (the same since Python 2.6), for want of public ones, and only on this way.
    First the queues' locks, which a worker may have died holding. If that is not enough, one died
    in the middle of a message, and a thread of the pool waits for the rest or for room: end the
    pipes.
    """
    inqueue, outqueue = getattr(pool, "_inqueue", None), getattr(pool, "_outqueue", None)
    if attempt >= 1:
        for lock in (getattr(inqueue, "_rlock", None), getattr(outqueue, "_wlock", None)):
            if lock is not None:
                free(lock)
    ends = [getattr(inqueue, "_reader", None), getattr(outqueue, "_writer", None)]
    if attempt >= 8:
        # A worker died in the middle of an argument, and ``terminate``, which empties that queue,
        # waits for the rest of what it takes for a message.
        ends.append(getattr(inqueue, "_writer", None))
    for end in ends if attempt >= 4 else ():
        if end is not None:
            end.close()


def close_and_join(pool: Pool) -> None:
    """End the pool as tutorials do."""
    pool.close()
    pool.join()
    # What else would run when the pool is collected, by then on processes that we have freed.
    pool.terminate()


@contextmanager
def open_pool(
    strategy: str,
    workers: int,
    start_method: str,
    end: Callable[[Pool], object] = lambda pool: pool.terminate(),
    library: Any = multiprocessing,
    begin: Callable[[], None] = begin_worker,
) -> Iterator[WatchedPool]:
    """Open a `WatchedPool`; ``end`` closes it in the end if all went well.

    ``library`` is ``multiprocessing`` or one that has the same names; ``begin`` begins a worker.
    """
    watched: WatchedPool | None = None
    try:
        with signals_wait():
            watched = WatchedPool(strategy, workers, start_method, library, begin)
        yield watched
    except BaseException:
        if watched is not None:
            watched.close(lambda pool: pool.terminate())
        raise
    watched.close(end)
