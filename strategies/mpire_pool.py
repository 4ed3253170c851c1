"""``mpire.WorkerPool.map`` with workers that are kept alive between calls."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from typing import Any

from strategies import Run, Strategy
from strategies._closing import CLOSE_SECONDS, Newcomers, close
from strategies._engines import why_missing
from strategies._mpire_ends import NAME, make_pool
from strategies._processes import START_METHODS
from strategies._task_errors import TaskFailed, call_guarded
from strategies._worker_deaths import died
from strategies._worker_start import end_with_parent

#: Threads of the pool, by private names for want of public ones.
THREADS = tuple(f"_{name}_handler_thread" for name in ("results", "restart", "timeout"))

#: Exit code of a worker whose result could not be pickled.
UNSENT = 81


class _Workers(Newcomers):
    """mpire closes the processes that ended, and with this forgets how: here they are kept."""

    def look(self) -> list[BaseProcess]:
        known = len(self.seen)
        for process in super().look()[known:]:
            process.close = lambda: None  # type: ignore[method-assign]
        return self.seen

    def forget(self) -> None:
        for process in self.seen:
            del process.close
        super().forget()

    def failed(self) -> list[BaseProcess]:
        """Those that ended otherwise than mpire told them to."""
        return [process for process in self.look() if process.exitcode]


def _begin_worker() -> None:
    """Begin a worker, with its first task.

    A result that cannot be pickled fails in the thread that feeds the queue, which prints it and
    forgets it; the caller would wait for ever. So it ends the worker, which mpire notices.
    """
    end_with_parent()
    Queue._on_queue_feeder_error = staticmethod(_end_worker)  # type: ignore[attr-defined]


def _end_worker(error: Exception, _results: object) -> None:
    sys.stderr.write(f"{NAME}: a result could not be sent: {error}\n")
    os._exit(UNSENT)


class _Watched:
    """The pool and its workers."""

    def __init__(self, workers: int, start_method: str) -> None:
        self._workers = _Workers()
        self._patience = CLOSE_SECONDS
        self._pool = make_pool(workers, start_method)

    def run(self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        """Map. What mpire raises has ended its workers, so nothing runs on."""
        if not items:
            return []  # mpire refuses to map nothing
        try:
            results: list[Any] = self._pool.map(
                partial(call_guarded, task),
                self._arguments(items),
                iterable_len=len(items),
                chunk_size=chunksize,
                worker_init=_begin_worker,
            )
        except BaseException as error:
            self._patience = 0.0
            # A task's error has the worker's traceback as its cause.
            if isinstance(error, Exception) and error.__cause__ is None:
                self._raise_if_dead(error)
            raise
        return results

    def _raise_if_dead(self, error: Exception) -> None:
        for process in self._workers.failed():
            if process.exitcode == UNSENT:
                raise TaskFailed(
                    f"{NAME}: a task's result could not be pickled (its own words are on stderr): "
                    "give back a value that survives pickle.dumps()"
                ) from error
            raise died(NAME, process) from error

    def _arguments(self, items: Sequence[Any]) -> Iterator[tuple[Any]]:
        """Each item in a tuple, which mpire would else spread over a task's parameters.

        mpire asks for the first when its workers are there, and before one can have died.
        """
        self._workers.look()
        for item in items:
            yield (item,)

    def close(self) -> None:
        """Close the pool, by force if need be; nothing of it is left."""
        pool = self._pool
        del self._pool
        self._workers.look()
        threads = [getattr(pool, name) for name in THREADS]
        close(
            pool.stop_and_join if self._patience else pool.terminate,
            lambda _attempt: None,
            self._workers,
            [thread for thread in threads if thread is not None],
            self._patience,
        )


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Run]:
    """Make the pool. Its workers start with the first run, as mpire has it."""
    watched = _Watched(workers, start_method)
    try:
        yield watched.run
    finally:
        watched.close()


STRATEGY = Strategy(
    open,
    "process",
    START_METHODS,
    reusable=True,
    requires=why_missing("mpire", "mpire"),
    loads=30,
)
