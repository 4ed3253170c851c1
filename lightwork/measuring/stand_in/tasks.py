"""What the workers of a stand-in do: as little as can be checked. They import this module."""

import os
from collections.abc import Callable
from typing import Any

from lightwork.strategies.parts.task_errors import PackedError, pack_error
from lightwork.strategies.parts.worker_start import begin_worker

#: What the first task of a worker gives.
ANSWER = 42

#: The stand-in's process id, set in the stand-in; a forked worker inherits it, others have None.
stand_in_process: int | None = None


def mark_stand_in() -> None:
    """Say that this process is the stand-in."""
    global stand_in_process
    stand_in_process = os.getpid()


def nothing() -> None:
    """No task at all."""


def give(value: Any) -> Any:
    """Nothing either, but with a result: what a case's operations are paired with."""
    return value


def least_answer() -> int:
    """The least task."""
    return ANSWER


def answer_with_numpy() -> int:
    """The least task that needs numpy: a worker which has not inherited it imports it first."""
    import numpy

    return int(numpy.full(6, 7).sum())


def note_worker() -> Any:
    """A `lightwork.measuring.cases.audit.WorkerNote` of this worker."""
    from lightwork.measuring.cases.audit import note_this_worker

    note = note_this_worker()
    # The command line of a forked worker is the stand-in's, which was spawned itself; what only a
    # fork can have inherited tells better.
    return note if stand_in_process is None else note._replace(start_method="fork")


def packed_outcome(task: Callable[[], Any]) -> Any:
    """What the task gives, or what it raised, packed to travel.

    An initializer must not raise: the library would start another worker, again and again.
    """
    try:
        return task()
    except BaseException as error:  # noqa: BLE001 - whatever the task raises; it travels
        sent: PackedError = pack_error(error)
        return sent


def begin_and_put(results: Any, task: Callable[[], Any]) -> None:
    """The initializer of a worker process: do the task once and put the result in a queue."""
    begin_worker()
    results.put(packed_outcome(task))


def begin_and_send(connection: Any, task: Callable[[], Any]) -> None:
    """The main function of a process: do the task, send the result, end."""
    begin_worker()
    connection.send(packed_outcome(task))


def begin_send_and_wait(connection: Any, task: Callable[[], Any]) -> None:
    """The main function of a process: do the task, send the result, hold still until told."""
    begin_and_send(connection, task)
    connection.recv_bytes()
