"""The stand-in's main function: make itself heavy, then obey."""

import multiprocessing
import os
import pickle
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.cpu_clock import own_cpu_seconds, service_processes
from benchmarks.stand_in.tasks import carried, mark_stand_in
from benchmarks.stand_in.weights import make_heavy
from strategies._ceiling_worker import next_message
from strategies._chunks import run_chunk
from strategies._worker_start import begin_worker

#: First byte of a message to the stand-in; `LOAD` and `CALL` are followed by a pickle.
LOAD, GO, COLLECT, CALL, CPU, STOP = b"l", b"g", b"c", b"f", b"u", b"s"
DONE = b"d"


def obey(connection: Connection, weight: str, held_bytes: int) -> None:
    """Do what is told until told to stop."""
    begin_worker()
    # It is a daemon for its parent, which so never waits for it at exit; but it has children.
    multiprocessing.current_process().daemon = False
    mark_stand_in()
    parent = os.getppid()
    connection.send(carried(lambda: make_heavy(weight, held_bytes)))
    loaded: Any = None
    results: Any = None
    while (message := next_message(connection, parent)) != STOP:
        if message == GO:
            results = carried(partial(run_chunk, *loaded))
            connection.send_bytes(DONE)
        elif message == CPU:
            connection.send((own_cpu_seconds(), service_processes()))
        elif message == COLLECT:
            connection.send(results)
            loaded = results = None
        elif message[:1] == LOAD:
            loaded = pickle.loads(message[1:])  # noqa: S301 - from our own parent
            connection.send(None)
        else:
            function, arguments = pickle.loads(message[1:])  # noqa: S301 - from our own parent
            connection.send(carried(partial(function, *arguments)))
