"""Worker processes of our own: started with a pipe each, watched, and always ended."""

import contextlib
import multiprocessing
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from strategies._task_errors import Carried, carry, raise_carried
from strategies._worker_deaths import TICK_SECONDS, died
from strategies._worker_start import begin_worker, signals_wait

#: Those of this platform, the interpreter's default first.
START_METHODS = tuple(multiprocessing.get_all_start_methods())
#: How long a worker that has delivered may take to end by itself, in seconds.
EXIT_SECONDS = 5.0


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
        process.join(EXIT_SECONDS)
        raise died(strategy, process) from error


def _home(connection: Connection, work: Callable[..., Any], share: Sequence[Any]) -> None:
    """Do a share and send home what came of it; the main function of a `Crew`'s workers."""
    begin_worker()
    try:
        connection.send(work(*share))
    except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
        connection.send(carry(error))


class Crew:
    """Processes that do one share each of one run, and send home what came of it."""

    def __init__(self, strategy: str, start_method: str) -> None:
        self._strategy = strategy
        self._context = multiprocessing.get_context(start_method)
        self._workers: list[Worker] = []

    def start(self, work: Callable[..., Any], shares: Iterable[Sequence[Any]]) -> None:
        """Start a worker for each share, that sends home ``work(*share)``."""
        with signals_wait():
            for share in shares:
                worker = start_worker(self._context, _home, (work, share), duplex=False)
                self._workers.append(worker)

    def results(self) -> list[Any]:
        """Give what the workers sent, in the order of their starts; raise a task's exception."""
        results = []
        for worker in self._workers:
            sent = pickle.loads(  # noqa: S301 - from our own worker, over our own pipe
                receive_bytes(self._strategy, worker, self._workers)
            )
            if isinstance(sent, Carried):
                raise_carried(sent)
            results.append(sent)
        return results

    def end(self, patience: float) -> None:
        """End all workers, see `end_workers`."""
        end_workers(self._workers, patience)


@contextlib.contextmanager
def crew(strategy: str, start_method: str) -> Iterator[Crew]:
    """Open a `Crew`; at the end no process or pipe of it is left, whatever happened."""
    processes = Crew(strategy, start_method)
    try:
        yield processes
    except BaseException:
        processes.end(patience=0)
        raise
    processes.end(EXIT_SECONDS)
