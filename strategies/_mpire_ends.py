"""A ``WorkerPool`` of mpire that ends, whatever became of its workers and their results."""

import os
import select
import sys
from contextlib import suppress
from functools import partial
from queue import Empty
from typing import Any, NoReturn

from strategies._closing import free
from strategies._task_errors import TaskFailed

NAME = "mpire_pool"


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

        def _stop_handler_threads(self) -> None:
            if self._worker_comms.exception_thrown():  # so all workers are dead
                # One may have died while it sent a result: the sign to end would wait for it.
                free(self._worker_comms._results_queue._wlock)
            super()._stop_handler_threads()

    return Pool(n_jobs=workers, start_method=start_method, keep_alive=True)


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
