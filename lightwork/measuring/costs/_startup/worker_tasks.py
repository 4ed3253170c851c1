"""What the workers of `startup` and `memory` do: as little as can be checked. They import this."""

import os
from collections.abc import Callable
from typing import Any

from lightwork.strategies.parts.task_errors import PackedError, pack_error
from lightwork.strategies.parts.worker_start import begin_worker

#: What the first task of a worker gives.
ANSWER = 42


def nothing() -> None:
    """No task at all."""


def least_answer() -> int:
    """The least task."""
    return ANSWER


def answer_with_numpy() -> int:
    """The least task that needs numpy: a worker which has not inherited it imports it first."""
    import numpy

    return int(numpy.full(6, 7).sum())


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
    """The initializer of a worker process: do the task once; put who did it and the result."""
    begin_worker()
    results.put((os.getpid(), packed_outcome(task)))


def begin_and_send(connection: Any, task: Callable[[], Any]) -> None:
    """The main function of a process: do the task, send the result, end."""
    begin_worker()
    connection.send(packed_outcome(task))


def begin_send_and_wait(connection: Any, task: Callable[[], Any]) -> None:
    """The main function of a process: do the task, send the result, hold still until told."""
    begin_and_send(connection, task)
    connection.recv_bytes()
