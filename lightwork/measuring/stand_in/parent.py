"""Our end of a stand-in: start it, hand it work, time it, end it.

One serves consecutive cases: to start and fill it takes longer than a round.
"""

import contextlib
import multiprocessing
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.measuring.host.cpu_time import count_tree_of, cpu_seconds_of, forget_tree_of
from lightwork.measuring.plan.parent_weights import HELD_BYTES
from lightwork.measuring.stand_in.main import (
    STAND_IN_CALL,
    STAND_IN_COLLECT,
    STAND_IN_CPU,
    STAND_IN_GO,
    STAND_IN_LOAD,
    STAND_IN_STOP,
    obey,
)
from lightwork.strategies import WorkerDied
from lightwork.strategies.parts.processes import WORKER_EXIT_SECONDS, end_workers, start_worker
from lightwork.strategies.parts.task_errors import PackedError, raise_packed
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, died
from lightwork.strategies.parts.worker_start import signals_wait

_NAME = "stand-in parent"
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
        self._send(STAND_IN_LOAD + pickle.dumps((task, items)))
        self._answer()

    def go(self) -> None:
        """Let it do the task on each item; return when it is done. To be timed."""
        self._send(STAND_IN_GO)
        self._receive()

    def collect(self) -> Sequence[Any]:
        """The results in item order. Raises what the task raised."""
        self._send(STAND_IN_COLLECT)
        results: Sequence[Any] = self._answer()
        return results

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function there and give its result; leaves alone what is loaded."""
        self._send(STAND_IN_CALL + pickle.dumps((function, arguments)))
        return self._answer()

    def cpu_seconds(self) -> float:
        """CPU seconds that it, its children and what serves them have used so far."""
        self._send(STAND_IN_CPU)
        seconds, services = self._answer()
        return float(seconds + cpu_seconds_of(services))

    def alive(self) -> bool:
        """Whether it can be used again."""
        return self._worker.process.exitcode is None

    def close(self, patience: float = WORKER_EXIT_SECONDS) -> None:
        """End it, and so its workers; by force after ``patience`` seconds."""
        forget_tree_of(self.pid)
        if patience:
            with contextlib.suppress(OSError):  # it has ended already
                self._worker.connection.send_bytes(STAND_IN_STOP)
        end_workers([self._worker], patience)

    def _send(self, message: bytes) -> None:
        try:
            self._worker.connection.send_bytes(message)
        except OSError as error:
            raise self._death() from error

    def _answer(self) -> Any:
        answer = pickle.loads(self._receive())  # noqa: S301 - from our own process
        if isinstance(answer, PackedError):
            raise_packed(answer)
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
                        f"{_NAME} (pid {self.pid}) has not answered for {PATIENCE_SECONDS:g} s: "
                        "one of its workers died, or the host is overloaded. Run the case again."
                    )
            return connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._death() from error

    def _death(self) -> WorkerDied:
        self._worker.process.join(WORKER_EXIT_SECONDS)
        return died(_NAME, self._worker.process)


class StandInKeeper:
    """At most one stand-in lives at a time: its memory is memory that others do not have."""

    def __init__(self) -> None:
        self._stand_in: StandIn | None = None

    @contextmanager
    def borrow(self, weight: str) -> Iterator[StandIn]:
        """Give a stand-in of this weight; after an error in the block it is ended by force."""
        stand_in = self._get(weight)
        try:
            yield stand_in
        except BaseException:
            self._stand_in = None
            stand_in.close(patience=0)
            raise

    def close(self) -> None:
        """End the stand-in, if there is one."""
        stand_in, self._stand_in = self._stand_in, None
        if stand_in is not None:
            stand_in.close()

    def _get(self, weight: str) -> StandIn:
        stand_in = self._stand_in
        if stand_in is None or stand_in.weight != weight or not stand_in.alive():
            self.close()
            stand_in = self._stand_in = StandIn(weight)
        return stand_in


#: The one of this run; closed when the next family begins, and at the end of the run.
KEEPER = StandInKeeper()
