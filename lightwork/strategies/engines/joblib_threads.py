"""``joblib.Parallel`` with the backend ``threading``: a ``ThreadPool`` behind joblib's batches."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.dummy import DummyProcess
from typing import Any

from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.closing import CLOSE_SECONDS
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Open the ``Parallel``; its threads start and end with it.

    After a task's error it is made anew, for the reason that :mod:`.joblib_loky` gives.
    """
    from joblib import Parallel, delayed

    before = set(threading.enumerate())
    with ExitStack() as kept:

        def opened() -> Any:
            kept.callback(_join_workers, before)  # after the ``Parallel`` has closed
            return kept.enter_context(Parallel(n_jobs=workers, backend="threading"))

        parallel = opened()

        def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
            nonlocal parallel
            parallel.batch_size = chunksize
            try:
                results: list[Any] = parallel(delayed(task)(item) for item in items)
            except Exception:
                kept.close()
                parallel = opened()
                raise
            return results

        yield run


def _join_workers(before: set[threading.Thread]) -> None:
    """Wait for the pool's threads: ``ThreadPool.terminate`` joins processes, but no threads."""
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, DummyProcess):
            thread.join(CLOSE_SECONDS)


STRATEGY = Strategy(
    open,
    "thread",
    (NO_START_METHOD,),
    reusable=True,
    requires=why_not_installed("joblib"),
    loads=280,
    imports=("joblib",),
)
