"""A ``multiprocessing`` Manager: workers take chunks from its queue, put results in its dict.

No lock is taken: each result has a key of its own, and the server lets one client at a time
change an object's data, so there is nothing for a lock to protect.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.strategies.parts.chunks import cut
from lightwork.strategies.parts.manager_server import NAME, open_server
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.worker_groups import complete
from lightwork.strategy import Runner, Strategy


def _serve(tasks: Any, results: Any, task: Callable[[Any], Any]) -> None:
    """Take chunks until the sign to stop; the share of one worker."""
    while (numbered := tasks.get()) is not None:
        start, chunk = numbered
        # A dict and not an iterator: iterators pickle unrun, and the server would do the work.
        results.update(dict(enumerate(map(task, chunk), start)))


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Give a run that starts and ends its own server and ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        with open_server(start_method) as manager:
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
