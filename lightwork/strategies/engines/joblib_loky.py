"""``joblib.Parallel`` with its default backend loky: processes that are reused.

joblib keeps its workers for 300 idle seconds; here they end when the strategy is closed.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from lightwork.strategies import NO_START_METHOD, RESULTS_BY_PICKLE, WORKER_PER_COUNT, WorkerDied
from lightwork.strategies.engines._begin import begin_engine_worker
from lightwork.strategies.parts.closing import CLOSE_SECONDS, NewChildren, close_or_force
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.task_errors import call_guarded
from lightwork.strategies.parts.worker_deaths import await_dead, died
from lightwork.strategies.parts.worker_start import signals_wait
from lightwork.strategy import Runner, Strategy

NAME = "joblib_loky"


class _Workers(NewChildren):
    """loky's processes have nothing to free."""

    def forget(self) -> None:
        self.seen.clear()


class _Watched:
    """A ``Parallel`` that is open, and the workers that it started."""

    def __init__(self, workers: int) -> None:
        self._count = workers
        self._workers = _Workers()
        self._patience = CLOSE_SECONDS
        self._parallel = self._enter()

    def _enter(self) -> Any:
        from joblib import Parallel

        parallel = Parallel(
            n_jobs=self._count,
            backend="loky",
            initializer=begin_engine_worker,
            initargs=(os.getpid(),),
        )
        return parallel.__enter__()

    def run(self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        """Run in batches of ``chunksize``. What joblib raises has aborted it: nothing runs on.

        After a task's error the ``Parallel`` is made anew: joblib 1.6 keeps batches that it had
        prepared and not sent, and runs them with the next call, whose answers they then are.
        """
        from joblib import delayed

        self._parallel.batch_size = chunksize
        call = delayed(partial(call_guarded, task))
        try:
            results: list[Any] = self._parallel(self._watching(call(item) for item in items))
        except BrokenProcessPool as error:
            self._patience = 0.0
            raise self._death() from error
        except Exception:  # the task's
            self.close()
            self._parallel = self._enter()
            raise
        except BaseException:  # Ctrl-C
            self._patience = 0.0
            raise
        return results

    def _watching(self, calls: Iterator[Any]) -> Iterator[Any]:
        """Know the workers before one can die: they start with the first batch."""
        for number, call in enumerate(calls):
            if number:
                self._workers.find_new()
            yield call

    def _death(self) -> WorkerDied:
        # loky kills the others as soon as it sees that one has died.
        killed = signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM
        dead = await_dead(self._workers.find_new(), seconds=1.0, ends_others_by=killed)
        return died(NAME, dead)

    def close(self) -> None:
        """End what joblib would keep; nothing of it is left."""
        parallel = self._parallel
        del self._parallel
        # For want of a public name; after an abort it is another executor than at first.
        executor = parallel._backend._workers if hasattr(parallel._backend, "_workers") else None
        threads = [
            thread
            for name in ("_executor_manager_thread", "_queue_feeder")
            if (thread := getattr(executor, name, None)) is not None
        ]

        def end() -> None:
            with suppress(Exception):
                parallel.__exit__(None, None, None)
            if executor is not None:
                executor.terminate(kill_workers=True)

        close_or_force(end, lambda _attempt: None, self._workers, threads, self._patience)


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Make the ``Parallel``. Its workers start with the first run, as joblib has it."""
    with signals_wait():
        watched = _Watched(workers)
    try:
        yield watched.run
    finally:
        watched.close()


STRATEGY = Strategy(
    open,
    "process",
    (NO_START_METHOD,),
    reusable=True,
    requires=why_not_installed("joblib"),
    loads=280,
    imports=("joblib",),
    start_seconds=(0.6, 0.2),
    unkept={
        RESULTS_BY_PICKLE: "results travel by cloudpickle, which carries lambdas too",
        WORKER_PER_COUNT: "n_jobs=1 is a serial loop in the caller's process",
    },
)
