"""Our end of a stand-in: start it, hand it work, time it, end it."""

import contextlib
import multiprocessing
import pickle
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.cpu_clock import count_tree_of, forget_tree_of, services_cpu_seconds
from benchmarks.stand_in.main import CALL, COLLECT, CPU, GO, LOAD, STOP, obey
from benchmarks.stand_in.weights import HELD_BYTES
from strategies import WorkerDied
from strategies._processes import EXIT_SECONDS, end_workers, start_worker
from strategies._task_errors import Carried, raise_carried
from strategies._worker_deaths import TICK_SECONDS, died
from strategies._worker_start import signals_wait

NAME = "stand-in parent"
#: How long one command may take, seconds. A library may wait for ever for a worker that died.
PATIENCE_SECONDS = 60.0


class StandIn:
    """A stand-in parent process. ``load``, ``go`` and ``collect`` are those of a part of a round.

    It is spawned: what this process has loaded is not its business.
    """

    def __init__(self, weight: str, held_bytes: int = HELD_BYTES) -> None:
        """Start it and wait until it is as heavy as it should be."""
        self.weight = weight
        context = multiprocessing.get_context("spawn")
        with signals_wait():
            self._worker = start_worker(context, obey, (weight, held_bytes), duplex=True)
        pid = self._worker.process.pid
        assert pid is not None, "it was started"
        self.pid = pid
        try:
            self._answer()
        except BaseException:
            end_workers([self._worker], patience=0)
            raise
        count_tree_of(pid, self.cpu_seconds)

    def load(self, task: Callable[[Any], Any], items: Sequence[Any]) -> None:
        """Hand it a task and its items."""
        self._send(LOAD + pickle.dumps((task, items)))
        self._answer()

    def go(self) -> None:
        """Let it do the task on each item; return when it is done. To be timed."""
        self._send(GO)
        self._receive()

    def collect(self) -> Sequence[Any]:
        """The results in item order. Raises what the task raised."""
        self._send(COLLECT)
        results: Sequence[Any] = self._answer()
        return results

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function there and give its result; leaves alone what is loaded."""
        self._send(CALL + pickle.dumps((function, arguments)))
        return self._answer()

    def cpu_seconds(self) -> float:
        """CPU seconds that it, its children and what serves them have used so far."""
        self._send(CPU)
        seconds, services = self._answer()
        return float(seconds + services_cpu_seconds(services))

    def alive(self) -> bool:
        """Whether it can be used again."""
        return self._worker.process.exitcode is None

    def close(self, patience: float = EXIT_SECONDS) -> None:
        """End it, and so its workers; by force after ``patience`` seconds."""
        forget_tree_of(self.pid)
        if patience:
            with contextlib.suppress(OSError):  # it has ended already
                self._worker.connection.send_bytes(STOP)
        end_workers([self._worker], patience)

    def _send(self, message: bytes) -> None:
        try:
            self._worker.connection.send_bytes(message)
        except OSError as error:
            raise self._death() from error

    def _answer(self) -> Any:
        answer = pickle.loads(self._receive())  # noqa: S301 - from our own process
        if isinstance(answer, Carried):
            raise_carried(answer)
        return answer

    def _receive(self) -> bytes:
        connection, process = self._worker.connection, self._worker.process
        deadline = time.monotonic() + PATIENCE_SECONDS
        try:
            while not connection.poll(TICK_SECONDS):
                if process.exitcode is not None and not connection.poll(0):
                    raise self._death()
                if time.monotonic() > deadline:
                    raise WorkerDied(
                        f"{NAME} (pid {self.pid}) has not answered for {PATIENCE_SECONDS:g} s: "
                        "one of its workers died, or the host is overloaded. Run the case again."
                    )
            return connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._death() from error

    def _death(self) -> WorkerDied:
        self._worker.process.join(EXIT_SECONDS)
        return died(NAME, self._worker.process)
