"""A ``multiprocessing`` Manager: workers take chunks from its queue, put results in its dict.

No lock is taken: each result has a key of its own, and the server lets one client at a time
change an object's data, so there is nothing for a lock to protect.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.managers import SyncManager
from typing import Any

from strategies import Run, Strategy
from strategies._chunks import cut
from strategies._closing import CLOSE_SECONDS, Newcomers, close
from strategies._crews import complete
from strategies._processes import START_METHODS
from strategies._worker_deaths import died
from strategies._worker_start import begin_worker, signals_wait

NAME = "manager"


def _serve(tasks: Any, results: Any, task: Callable[[Any], Any]) -> None:
    """Take chunks until the sign to stop; the share of one worker."""
    while (numbered := tasks.get()) is not None:
        start, chunk = numbered
        # A dict and not an iterator: iterators pickle unrun, and the server would do the work.
        results.update(dict(enumerate(map(task, chunk), start)))


def _address() -> str | None:
    """Give the server's address: on Linux one that is no file.

    By default the server makes a folder in the temporary directory, and if it is killed the
    folder stays. An abstract socket ends with its process; who connects must know the random key.
    """
    return f"\0manyhands-{os.getpid()}-{os.urandom(8).hex()}" if sys.platform == "linux" else None


@contextmanager
def _server(start_method: str) -> Iterator[SyncManager]:
    """Start a Manager server; its death is told as such; in the end it is gone."""
    newcomers = Newcomers()
    context = multiprocessing.get_context(start_method)
    manager = SyncManager(_address(), ctx=context)
    patience = 0.0
    try:
        with signals_wait():
            manager.start(begin_worker)
        server = newcomers.look()[0]
        yield manager
        patience = CLOSE_SECONDS
    except (EOFError, OSError) as error:
        # What a call to a dead server raises, here or in a worker; a task may raise it as well.
        if (server := next(iter(newcomers.look()), None)) is not None:  # type: ignore[assignment]
            server.join(1)
            if server.exitcode is not None:
                raise died(NAME, server, "server") from error
        raise
    finally:
        close(manager.shutdown, lambda _: None, newcomers, [], patience)


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Run]:
    """Give a run that starts and ends its own server and ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        with _server(start_method) as manager:
            tasks, results = manager.Queue(), manager.dict()
            for place, chunk in enumerate(cut(items, chunksize)):
                tasks.put((place * chunksize, chunk))
            for _ in range(workers):
                tasks.put(None)
            complete(NAME, start_method, _serve, [(tasks, results, task)] * workers)
            found = results.copy()
        return [found[place] for place in range(len(items))]

    yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=False)
