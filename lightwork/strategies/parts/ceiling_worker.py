"""The ceiling's worker: loads its items, computes, and gives its results, each when told."""

import multiprocessing
import os
import pickle
from multiprocessing.connection import Connection, wait
from typing import Any

from lightwork.strategies.parts.chunks import run_chunk
from lightwork.strategies.parts.task_errors import PackedError, pack_error
from lightwork.strategies.parts.worker_start import begin_worker

#: First byte of a message to a worker.
LOAD, GO, COLLECT, STOP = b"l", b"g", b"c", b"s"
WORKER_DONE = b"d"
#: How often an idle worker looks whether its parent is still there, in seconds.
ORPHAN_SECONDS = 2.0


def next_message(connection: Connection, parent: int) -> bytes:
    """Block until the parent sends something; end this process if the parent is gone.

    The end of file does not tell: other children of the parent hold its end of our pipe.
    """
    process = multiprocessing.parent_process()
    assert process is not None, "this runs in a worker"
    while True:
        ready = wait([connection, process.sentinel], ORPHAN_SECONDS)
        if connection in ready:
            return connection.recv_bytes()
        if ready or os.getppid() != parent:
            os._exit(1)


def _loaded(message: bytes) -> Any:
    try:
        return pickle.loads(memoryview(message)[1:])  # noqa: S301 - from our own parent
    except BaseException as error:  # noqa: BLE001 - a foreign item may raise anything; it travels
        return pack_error(error)


def work(connection: Connection) -> None:
    """Load, go, collect, as told; the main function of the workers."""
    begin_worker()
    parent = os.getppid()
    loaded: Any = None
    result: Any = None
    while (message := next_message(connection, parent)) != STOP:
        if message == GO:
            try:
                result = run_chunk(*loaded)
            except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
                result = pack_error(error)
            connection.send_bytes(WORKER_DONE)
        elif message == COLLECT:
            try:
                connection.send(result)
            except Exception as error:  # noqa: BLE001 - whatever pickling the results raises
                connection.send(pack_error(error))
            loaded = result = None
        else:
            loaded = _loaded(message)
            connection.send(loaded if isinstance(loaded, PackedError) else None)
