"""Worker processes of our own: started with a pipe each, watched, and always ended."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, died
from lightwork.strategies.parts.worker_start import signals_wait

#: Those of this platform, the interpreter's default first.
START_METHODS = tuple(multiprocessing.get_all_start_methods())
#: How long a worker that has delivered may take to end by itself, in seconds.
WORKER_EXIT_SECONDS = 5.0


class Worker(NamedTuple):
    """A process and our end of the pipe to it."""

    process: BaseProcess
    connection: Connection


def start_worker(
    context: BaseContext, target: Callable[..., None], arguments: Sequence[Any], duplex: bool
) -> Worker:
    """Start a daemonic process with ``target(its end of a pipe, *arguments)``."""
    ours, theirs = context.Pipe(duplex)
    # typeshed does not know that every context has Process
    process = context.Process(  # type: ignore[attr-defined]
        target=target, args=(theirs, *arguments), daemon=True
    )
    try:
        process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        # Ours must go before the next worker is forked, or it would keep this pipe open and the
        # end of file, by which a death is seen at once, would not come.
        theirs.close()
    return Worker(process, ours)


def end_workers(workers: Iterable[Worker], patience: float) -> None:
    """End the workers: kill those that have not ended after ``patience`` seconds, reap them all."""
    with signals_wait():  # a second Ctrl-C, when somebody is impatient
        for process, connection in workers:
            connection.close()
            if patience:
                process.join(patience)
        for process, _ in workers:
            if process.exitcode is None:
                process.kill()
        for process, _ in workers:
            process.join()
            process.close()


def receive_bytes(strategy: str, worker: Worker, workers: Sequence[Worker]) -> bytes:
    """Wait for a message from ``worker``; raise `WorkerDied` when it or a fellow died.

    A fellow that ended with exit code 0 has delivered and left.
    """
    process, connection = worker
    try:
        while not connection.poll(TICK_SECONDS):
            # Exit codes and not only the end of file: a grandchild may hold the pipe open.
            if process.exitcode is not None and not connection.poll(0):
                raise died(strategy, process)
            for fellow, _ in workers:
                if fellow.exitcode:
                    raise died(strategy, fellow)
        return connection.recv_bytes()
    except (EOFError, OSError) as error:
        process.join(WORKER_EXIT_SECONDS)
        raise died(strategy, process) from error
