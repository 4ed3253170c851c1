"""The stand-in's main function: make itself heavy, then obey."""

import multiprocessing
import os
import pickle
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from lightwork.measuring.host.cpu_time import own_cpu_seconds, service_processes
from lightwork.measuring.plan.parent_weights import make_heavy
from lightwork.measuring.stand_in.tasks import mark_stand_in, packed_outcome
from lightwork.strategies.parts.ceiling_worker import next_message
from lightwork.strategies.parts.chunks import run_chunk
from lightwork.strategies.parts.worker_start import begin_worker

#: The first byte of a message to the stand-in; after these two comes a pickle.
STAND_IN_LOAD, STAND_IN_CALL = b"l", b"f"
STAND_IN_GO, STAND_IN_COLLECT, STAND_IN_CPU, STAND_IN_STOP = b"g", b"c", b"u", b"s"
DONE = b"d"


def obey(connection: Connection, weight: str, held_bytes: int) -> None:
    """Do what each message says, until one says stop."""
    begin_worker()
    # It is a daemon for its parent, which so never waits for it at exit; but it has children.
    multiprocessing.current_process().daemon = False
    mark_stand_in()
    parent = os.getppid()
    connection.send(packed_outcome(lambda: make_heavy(weight, held_bytes)))
    loaded: Any = None
    results: Any = None
    while (message := next_message(connection, parent)) != STAND_IN_STOP:
        if message == STAND_IN_GO:
            results = packed_outcome(partial(run_chunk, *loaded))
            connection.send_bytes(DONE)
        elif message == STAND_IN_CPU:
            connection.send((own_cpu_seconds(), service_processes()))
        elif message == STAND_IN_COLLECT:
            connection.send(results)
            loaded = results = None
        elif message[:1] == STAND_IN_LOAD:
            loaded = pickle.loads(message[1:])  # noqa: S301 - from our own parent
            connection.send(None)
        else:
            function, arguments = pickle.loads(message[1:])  # noqa: S301 - from our own parent
            connection.send(packed_outcome(partial(function, *arguments)))
