"""``multiprocessing.Process``: one per worker, its share fixed beforehand, results by ``Pipe``."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from strategies import Run, Strategy
from strategies._chunks import deal, run_chunk, undeal
from strategies._crews import gather
from strategies._processes import START_METHODS


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Run]:
    """Give a run that starts and ends its own ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        shares = [(task, share) for share in deal(items, chunksize, workers)]
        results = gather("process", start_method, run_chunk, shares)
        return undeal(results, len(items), chunksize)

    yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=False)
