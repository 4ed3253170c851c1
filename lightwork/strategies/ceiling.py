"""The machine's limit: independent processes, ready beforehand, that share and say nothing.

Not something to choose but something to compare with: what the same work reaches in as many
processes when handing out, handing in, starting and ending cost nothing. `Ceiling.go` alone is
meant to be timed: it sends each worker one byte and reads one byte back from each.
"""

import contextlib
import multiprocessing
import pickle
import selectors
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.ceiling_worker import COLLECT, GO, LOAD, STOP, work
from lightwork.strategies.parts.chunks import deal, undeal
from lightwork.strategies.parts.processes import (
    START_METHODS,
    WORKER_EXIT_SECONDS,
    Worker,
    end_workers,
    receive_bytes,
    start_worker,
)
from lightwork.strategies.parts.task_errors import PackedError, raise_packed
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, died
from lightwork.strategies.parts.worker_start import signals_wait
from lightwork.strategy import Strategy

NAME = "ceiling"


class Ceiling:
    """A `StagedRun` that may use fewer than all of its workers."""

    def __init__(self, workers: int, start_method: str) -> None:
        context = multiprocessing.get_context(start_method)
        self._workers: list[Worker] = []
        self._used: list[Worker] = []
        self._items = 0
        self._selector = None if sys.platform == "win32" else selectors.DefaultSelector()
        try:
            with signals_wait():
                for _ in range(workers):
                    self._workers.append(start_worker(context, work, (), duplex=True))
            for worker in self._workers:
                if self._selector:
                    self._selector.register(worker.connection, selectors.EVENT_READ)
        except BaseException:
            self.close(patience=0)
            raise

    def load(
        self,
        task: Callable[[Any], Any],
        items: Sequence[Any],
        chunksize: int,  # noqa: ARG002 - Run's signature; dealt item by item for the best balance
        workers: int | None = None,
    ) -> None:
        """Give the first ``workers`` (default: all) their items; return when they hold them."""
        count = len(self._workers) if workers is None else workers
        if not 1 <= count <= len(self._workers):
            raise ValueError(f"workers must be 1 to {len(self._workers)}, got {count}")
        self._used = self._workers[:count]
        self._items = len(items)
        for worker, share in zip(self._used, deal(items, 1, count), strict=True):
            self._send(worker, LOAD + pickle.dumps((task, share), pickle.HIGHEST_PROTOCOL))
        self._received()

    def go(self) -> None:
        """Let the workers compute; return when the last has finished. To be timed."""
        for worker in self._used:
            self._send(worker, GO)
        waiting = {worker.connection: worker for worker in self._used}
        while waiting:
            ready = self._ready(waiting)
            for connection in ready:
                worker = waiting.pop(connection)
                try:
                    connection.recv_bytes()
                except (EOFError, OSError) as error:
                    raise self._died(worker) from error
            if not ready:
                self._raise_for_dead()

    def collect(self) -> list[Any]:
        """Fetch the results in item order; raise a task's exception."""
        for worker in self._used:
            self._send(worker, COLLECT)
        return undeal(self._received(), self._items, 1)

    def __call__(
        self, task: Callable[[Any], Any], items: Sequence[Any], chunksize: int
    ) -> list[Any]:
        """Load, go and collect."""
        self.load(task, items, chunksize)
        self.go()
        return self.collect()

    def close(self, patience: float) -> None:
        """End the workers, within ``patience`` seconds if they are idle."""
        if patience:
            for worker in self._workers:
                with contextlib.suppress(OSError):  # it has ended already
                    worker.connection.send_bytes(STOP)
        if self._selector:
            self._selector.close()
        end_workers(self._workers, patience)

    def _ready(self, waiting: dict[Connection, Worker]) -> list[Connection]:
        # One selector kept open: connection.wait builds a new one per call, which with many
        # workers costs the parent, and so the machine, more than the answers themselves.
        if self._selector is None:
            return [c for c in wait(list(waiting), TICK_SECONDS) if isinstance(c, Connection)]
        found = {key.fileobj for key, _ in self._selector.select(TICK_SECONDS)}
        return [connection for connection in waiting if connection in found]

    def _received(self) -> list[Any]:
        """Read one message from each used worker before raising what one of them may carry."""
        messages = [
            pickle.loads(receive_bytes(NAME, worker, self._used))  # noqa: S301 - our own worker
            for worker in self._used
        ]
        for message in messages:
            if isinstance(message, PackedError):
                raise_packed(message)
        return messages

    def _send(self, worker: Worker, message: bytes) -> None:
        try:
            worker.connection.send_bytes(message)
        except OSError as error:
            raise self._died(worker) from error

    def _died(self, worker: Worker) -> WorkerDied:
        worker.process.join(WORKER_EXIT_SECONDS)
        return died(NAME, worker.process)

    def _raise_for_dead(self) -> None:
        for worker in self._workers:
            if worker.process.exitcode is not None:
                raise died(NAME, worker.process)


@contextlib.contextmanager
def open(workers: int, start_method: str) -> Iterator[Ceiling]:
    """Start the workers; they wait, without using the CPU, for `Ceiling.load`."""
    ceiling = Ceiling(workers, start_method)
    try:
        yield ceiling
    except BaseException:
        ceiling.close(patience=0)
        raise
    ceiling.close(WORKER_EXIT_SECONDS)


STRATEGY = Strategy(open, "process", START_METHODS, reusable=True)
