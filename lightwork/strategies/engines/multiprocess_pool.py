"""``multiprocess.Pool.map``: multiprocessing with dill, for functions that pickle refuses.

multiprocess is the library under pathos; its ``Pool`` is the standard library's, line by line,
but what travels goes by dill: lambdas, closures, functions of ``__main__``.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from lightwork.strategies import RESULTS_BY_PICKLE, Runner, Strategy
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.pools import open_pool
from lightwork.strategies.parts.task_errors import call_guarded
from lightwork.strategies.parts.worker_start import begin_worker


def _begin() -> None:
    import multiprocess

    begin_worker(multiprocess.parent_process())


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the pool."""
    import multiprocess

    with open_pool(
        "multiprocess_pool", workers, start_method, library=multiprocess, begin=_begin
    ) as watched:

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            result = watched.pool.map_async(partial(call_guarded, task), items, chunksize)
            watched.wait(result)
            return result.get()

        yield run


STRATEGY = Strategy(
    open,
    "process",
    tuple(multiprocessing.get_all_start_methods()),
    reusable=True,
    requires=why_not_installed("multiprocess"),
    loads=60,
    unkept={RESULTS_BY_PICKLE: "results travel by dill, which carries lambdas too"},
)
