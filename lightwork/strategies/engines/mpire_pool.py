"""``mpire.WorkerPool.map`` with workers that are kept alive between calls.

The pool ends, whatever became of its workers and their results.
"""

import os
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from queue import Empty
from typing import Any, NoReturn

from lightwork.strategies.parts.closing import CLOSE_SECONDS, NewChildren, close_or_force, free
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.task_errors import TaskFailed, call_guarded
from lightwork.strategies.parts.worker_deaths import died
from lightwork.strategies.parts.worker_start import end_with_parent
from lightwork.strategy import Runner, Strategy

NAME = "mpire_pool"
#: Threads of the pool, by private names for want of public ones.
HANDLER_THREADS = tuple(f"_{name}_handler_thread" for name in ("results", "restart", "timeout"))
#: Seconds a worker has to end by a signal, as mpire gives it.
_PATIENCE = 1.0
#: Exit code of a worker whose result could not be pickled.
UNSENT = 81


def make_pool(workers: int, start_method: str) -> Any:
    """A ``WorkerPool`` that ends by itself where mpire's own would wait.

    By private names, for want of public ones.
    """
    from mpire import WorkerPool
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # else a bar that is not even shown starts a thread that stays

    class Pool(WorkerPool):  # type: ignore[misc] # of an extra, which mypy does not follow
        def _results_handler(self) -> None:
            try:
                super()._results_handler()
            except Exception as error:  # noqa: BLE001 - whatever unpickling raises
                _give_up(self, error)

        def terminate(self) -> None:
            if sys.platform != "win32":  # there select takes sockets alone
                self._worker_comms.drain_queues = partial(empty_queues, self._worker_comms)
            super().terminate()

        def _terminate_worker(self, worker_id: int, _others: object) -> None:
            _end_process(self, worker_id)

        def _stop_handler_threads(self) -> None:
            if self._worker_comms.exception_thrown():  # so all workers are dead
                # One may have died while it sent a result: the sign to end would wait for it.
                free(self._worker_comms._results_queue._wlock)
            super()._stop_handler_threads()

    return Pool(n_jobs=workers, start_method=start_method, keep_alive=True)


def _end_process(pool: Any, worker_id: int) -> None:
    """End a worker: by the signal that ends its task, then by force.

    mpire reads results meanwhile, and waits for ever for the rest of one whose sender has died, or
    for the lock that it held.
    """
    worker = pool._workers[worker_id]
    if worker is None or worker.pid is None or worker.exitcode is not None:
        return
    pool._send_kill_signal_to_worker(worker_id)
    for end in (worker.terminate, worker.kill):
        worker.join(_PATIENCE)
        if worker.is_alive():
            end()
    worker.join()


def _give_up(pool: Any, error: Exception) -> None:
    """Fail all jobs, as mpire does it where a worker died: a result could not be unpickled."""
    failed = TaskFailed(f"{NAME}: a task's result could not be unpickled: {error!r}")
    # What else came could raise in the threads that end the workers, and they wait for
    # each other: nothing more is read. And workers wait until all is: so they go.
    pool._worker_comms.get_results = _read_nothing
    jobs = [job for job in pool._cache if job >= 0]
    for job in jobs:
        pool._cache[job]._set(success=False, result=failed)
    pool._worker_comms.signal_exception_thrown(jobs[0])
    for worker in list(pool._workers):
        with suppress(ValueError):  # closed meanwhile
            worker.kill()


def _read_nothing(*_: object, **__: object) -> NoReturn:
    raise Empty


def empty_queues(communication: Any) -> None:
    """What mpire does on the way out of an error, once all its workers are dead: empty its queues.

    It starts a process for each queue, one after the other; where those must load mpire, or a
    worker was killed, that took 5 s with two workers. Here what stands in the pipes is thrown away
    until the threads have ended that fill them; so no lock is needed that a worker died with.
    """
    for queue in (*communication._task_queues, communication._results_queue):
        if queue._reader.closed:
            continue  # emptied before, by a closing that was broken off
        pipe = os.dup(queue._reader.fileno())  # that thread closes its own
        queue.close()
        while queue._thread is not None and queue._thread.is_alive():
            if select.select([pipe], [], [], 0.01)[0]:
                os.read(pipe, 1 << 16)
        queue.join_thread()
        os.close(pipe)


class _Workers(NewChildren):
    """mpire closes the processes that ended, and with this forgets how: here they are kept."""

    def find_new(self) -> list[BaseProcess]:
        known = len(self.seen)
        for process in super().find_new()[known:]:
            process.close = lambda: None  # type: ignore[method-assign]
        return self.seen

    def forget(self) -> None:
        for process in self.seen:
            del process.close
        super().forget()


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
        for process in self._workers.find_new():
            if not process.exitcode:  # it lives, or ended as mpire told it to
                continue
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
        self._workers.find_new()
        for item in items:
            yield (item,)

    def close(self) -> None:
        """Close the pool, by force if need be; nothing of it is left."""
        pool = self._pool
        del self._pool
        self._workers.find_new()
        threads = [getattr(pool, name) for name in HANDLER_THREADS]
        close_or_force(
            pool.stop_and_join if self._patience else pool.terminate,
            lambda _attempt: None,
            self._workers,
            [thread for thread in threads if thread is not None],
            self._patience,
        )


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
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
    requires=why_not_installed("mpire"),
    loads=30,
    imports=("mpire", "tqdm"),
)
