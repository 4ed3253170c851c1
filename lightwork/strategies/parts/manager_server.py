"""A Manager's server process: its death is told as such, and in the end it is gone."""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.managers import SyncManager

from lightwork.strategies.parts.closing import CLOSE_SECONDS, NewChildren, close_or_force
from lightwork.strategies.parts.worker_deaths import died
from lightwork.strategies.parts.worker_start import begin_worker, signals_wait

NAME = "manager"


def _address() -> str | None:
    """Give the server's address: on Linux one that is no file.

    By default the server makes a folder in the temporary directory, and if it is killed the
    folder stays. An abstract socket ends with its process; who connects must know the random key.
    """
    return f"\0lightwork-{os.getpid()}-{os.urandom(8).hex()}" if sys.platform == "linux" else None


@contextmanager
def open_server(start_method: str) -> Iterator[SyncManager]:
    """Start a Manager server; its death is told as such; in the end it is gone."""
    new_children = NewChildren()
    context = multiprocessing.get_context(start_method)
    manager = SyncManager(_address(), ctx=context)
    patience = 0.0
    try:
        with signals_wait():
            manager.start(begin_worker)
        server = new_children.find_new()[0]
        yield manager
        patience = CLOSE_SECONDS
    except (EOFError, OSError) as error:
        # What a call to a dead server raises, here or in a worker; a task may raise it as well.
        if (server := next(iter(new_children.find_new()), None)) is not None:  # type: ignore[assignment]
            server.join(1)
            if server.exitcode is not None:
                raise died(NAME, server, "server") from error
        raise
    finally:
        close_or_force(manager.shutdown, lambda _: None, new_children, [], patience)
