"""``multiprocessing.Process``: one per worker, its share fixed beforehand, results by ``Pipe``."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.strategies.parts.chunks import deal, run_chunk, undeal
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.worker_groups import run_in_processes
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Give a run that starts and ends its own ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        shares = [(task, share) for share in deal(items, chunksize, workers)]
        results = run_in_processes("process", start_method, run_chunk, shares)
        return undeal(results, len(items), chunksize)

    yield run


STRATEGY = Strategy(open, "process", START_METHODS, reusable=False)
