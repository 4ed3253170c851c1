"""``multiprocessing.Process``: one per worker, its share fixed beforehand, results by ``Pipe``."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from strategies import Run, Strategy
from strategies._chunks import deal, run_chunk, undeal
from strategies._processes import START_METHODS, crew


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Run]:
    """Give a run that starts and ends its own ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        with crew("process", start_method) as processes:
            shares = deal(items, chunksize, workers)
            processes.start(run_chunk, [(task, share) for share in shares])
            return undeal(processes.results(), len(items), chunksize)

    yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=False)
