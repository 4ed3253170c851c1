"""Processes that do one share each of one run, and how it went comes home.

`run_in_processes` is for shares that give something; `complete` for those that put their results
elsewhere.
"""

import multiprocessing
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from lightwork.strategies.parts.processes import (
    WORKER_EXIT_SECONDS,
    Worker,
    end_workers,
    receive_bytes,
    start_worker,
)
from lightwork.strategies.parts.task_errors import PackedError, pack_error, raise_packed
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, died
from lightwork.strategies.parts.worker_start import begin_worker, signals_wait

#: Exit codes that say how a share went. Not 0: with that one a task may end its process.
ENDED_WELL, ENDED_WITH_ERROR = 79, 80


def run_in_processes(
    strategy: str, start_method: str, work: Callable[..., Any], shares: Iterable[Sequence[Any]]
) -> list[Any]:
    """Give ``work(*share)`` for each share, each from a process; raise a task's exception."""
    with _worker_group(start_method, _send_home, work, shares) as workers:
        results = []
        for worker in workers:
            sent = _read(receive_bytes(strategy, worker, workers))
            if isinstance(sent, PackedError):
                raise_packed(sent)
            results.append(sent)
        return results


def complete(
    strategy: str, start_method: str, work: Callable[..., None], shares: Iterable[Sequence[Any]]
) -> None:
    """Run ``work(*share)`` for each share, each in a process; raise a task's exception.

    A worker that is done says so by its exit code: a message would wake us for nothing while the
    others still compute, which costs 0.3 ms each where every core is busy.
    """
    with _worker_group(start_method, _exit_when_done, work, shares) as workers:
        for worker in workers:
            while worker.process.exitcode is None:
                worker.process.join(TICK_SECONDS)
                if worker.process.exitcode is None:
                    _raise_for_failed(strategy, workers)
        _raise_for_failed(strategy, workers)


def _raise_for_failed(strategy: str, workers: list[Worker]) -> None:
    for process, connection in workers:
        code = process.exitcode
        # One that sends a long traceback does not end before it is read.
        if code == ENDED_WITH_ERROR or (code is None and connection.poll(0)):
            try:
                message = connection.recv_bytes()
            except (EOFError, OSError):
                # No traceback: a worker closes its end some ms before its exit code is known.
                process.join(WORKER_EXIT_SECONDS)
                code = process.exitcode
            else:
                raise_packed(_read(message))
        if code not in (None, ENDED_WELL):
            raise died(strategy, process)


def _read(message: bytes) -> Any:
    return pickle.loads(message)  # noqa: S301 - from our own worker, over our own pipe


def _send_home(connection: Connection, work: Callable[..., Any], share: Sequence[Any]) -> None:
    """Do a share and send home what came of it; the main function of a worker."""
    begin_worker()
    try:
        connection.send(work(*share))
    except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
        connection.send(pack_error(error))


def _exit_when_done(connection: Connection, work: Callable[..., Any], share: Sequence[Any]) -> None:
    """Do a share and exit with how it went; the main function of a worker."""
    begin_worker()
    try:
        work(*share)
    except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
        connection.send(pack_error(error))
        sys.exit(ENDED_WITH_ERROR)
    sys.exit(ENDED_WELL)


@contextmanager
def _worker_group(
    start_method: str,
    main: Callable[..., None],
    work: Callable[..., Any],
    shares: Iterable[Sequence[Any]],
) -> Iterator[list[Worker]]:
    """Start a worker for each share; in the end no process or pipe is left, whatever happened."""
    context = multiprocessing.get_context(start_method)
    workers: list[Worker] = []
    try:
        with signals_wait():
            for share in shares:
                workers.append(start_worker(context, main, (work, share), duplex=False))
        yield workers
    except BaseException:
        end_workers(workers, patience=0)
        raise
    end_workers(workers, WORKER_EXIT_SECONDS)
