"""``threading.Thread``: one thread per worker, each with its share fixed beforehand."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.chunks import deal, undeal
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Give a run that starts and ends its own ``workers`` threads."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        shares = deal(items, chunksize, workers)
        results: list[list[Any]] = [[] for _ in shares]
        errors: dict[int, BaseException] = {}

        def work(worker: int) -> None:
            try:
                results[worker] = list(map(task, shares[worker]))
            except BaseException as error:  # noqa: BLE001 - a task may raise anything; it is raised below
                errors[worker] = error

        _start_and_join([threading.Thread(target=work, args=(w,)) for w in range(workers)], shares)
        if errors:
            raise errors[min(errors)]
        return undeal(results, len(items), chunksize)

    yield run


def _start_and_join(threads: list[threading.Thread], shares: list[list[Any]]) -> None:
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        # Nobody can kill a thread. But a list's iterator ends where the list ends, so emptying
        # the shares stops each thread after the item it is at, and costs the loops nothing.
        for share in shares:
            share.clear()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        raise


STRATEGY = Strategy(open, "thread", (NO_START_METHOD,), reusable=False)
