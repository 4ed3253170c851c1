"""``multiprocess.Pool.map``: multiprocessing with dill, for functions that pickle refuses.

multiprocess is the library under pathos; its ``Pool`` is the standard library's, line by line,
but what travels goes by dill: lambdas, closures, functions of ``__main__``.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from lightwork.strategies import RESULTS_BY_PICKLE
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.pools import open_pool
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.worker_start import begin_worker
from lightwork.strategy import Runner, Strategy


def _begin() -> None:
    import multiprocess

    begin_worker(multiprocess.parent_process())


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Open the pool."""
    import multiprocess

    name = "multiprocess_pool"
    with open_pool(name, workers, start_method, library=multiprocess, begin=_begin) as watched:
        yield watched.map


STRATEGY = Strategy(
    open,
    "process",
    START_METHODS,
    reusable=True,
    requires=why_not_installed("multiprocess"),
    loads=60,
    imports=("multiprocess",),
    unkept={RESULTS_BY_PICKLE: "results travel by dill, which carries lambdas too"},
)
