"""``concurrent.futures.ProcessPoolExecutor.map``."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.closing import CLOSE_SECONDS, NewChildren, close_or_force
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.task_errors import call_guarded
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, await_dead, died, first_dead
from lightwork.strategies.parts.worker_start import begin_worker, signals_wait
from lightwork.strategy import Runner, Strategy

NAME = "process_pool"


class _Executor(ProcessPoolExecutor):
    """Remembers the futures of a run, which ``map`` keeps to itself, to watch them."""

    workers: NewChildren
    futures: list[Future[Any]]

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        if not self.futures:
            self.workers.find_new()  # a worker may die before all is submitted
        self.futures.append(future)
        return future


class _Watched:
    """The executor and its workers."""

    def __init__(self, workers: int, start_method: str) -> None:
        self._workers = NewChildren()
        context = multiprocessing.get_context(start_method)
        self._executor = _Executor(workers, context, initializer=begin_worker)
        self._patience = CLOSE_SECONDS

    def run(self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        """Map, watch, and leave nothing running where the task raises."""
        self._executor.futures, self._executor.workers = [], self._workers
        try:
            with signals_wait():  # the first map starts the workers
                results = self._executor.map(
                    partial(call_guarded, task), items, chunksize=chunksize
                )
            self._workers.find_new()
            self._watch()
            return list(results)  # at an error this cancels what has not started
        except BrokenProcessPool as error:
            self._patience = 0.0
            self._settle()
            raise self._death() from error
        except WorkerDied:
            self._patience = 0.0
            raise
        except Exception as error:
            # A death while other workers are being started closes the pipes they need. (Where a
            # task raises an OSError, it arrives a moment later for this question.)
            if isinstance(error, OSError) and await_dead(self._workers.find_new(), 0.1) is not None:
                self._patience = 0.0
                raise self._death() from error
            wait(self._executor.futures)
            raise
        except BaseException:  # Ctrl-C
            self._patience = 0.0
            raise

    def _watch(self) -> None:
        """Wait for the first error or for all results.

        The library sees most deaths by itself, but not one in the middle of a large result: its
        thread then waits for ever for the rest.
        """
        for future in self._executor.futures:
            while not future.done():
                try:
                    # gives a task's TimeoutError; raises only its own
                    future.exception(TICK_SECONDS)
                except TimeoutError:
                    if first_dead(self._workers.find_new()) is not None:
                        raise self._death() from None
            if future.exception() is not None:
                return

    def _settle(self) -> None:
        """Let the library's thread read how its workers ended, before we do.

        An exit code is there for one reader only; under forkserver the other reads 255.
        """
        settling = threading.Thread(target=self._executor.shutdown, daemon=True)
        settling.start()
        settling.join(1.0)

    def _death(self) -> WorkerDied:
        return died(NAME, await_dead(self._workers.find_new(), seconds=1.0))

    def close(self) -> None:
        """Shut down, by force if need be; nothing of it is left."""
        executor = self._executor
        # After an error a traceback keeps this object alive, and it must not keep the executor.
        del self._executor
        # The pipe of the results, by a private name for want of a public one: see `_watch`.
        results = getattr(executor, "_result_queue", None)
        close_or_force(
            lambda: executor.shutdown(wait=True, cancel_futures=True),
            lambda attempt: _close_writer(results, attempt),
            self._workers,
            [],
            self._patience,
        )


def _close_writer(queue: Any, attempt: int) -> None:
    """Let whoever waits for the rest of a dead worker's message see the end of file."""
    # Not at once: while it is not stuck, `shutdown` closes the same queue in its own thread.
    if attempt >= 4 and (writer := getattr(queue, "_writer", None)) is not None:
        with suppress(OSError):
            writer.close()


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the executor. Its workers start with the first run, as the library has it."""
    watched = _Watched(workers, start_method)
    try:
        yield watched.run
    finally:
        watched.close()


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True)
