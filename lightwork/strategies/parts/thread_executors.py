"""``map`` on executors whose workers live in this process: threads and interpreters."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, wait
from functools import partial
from itertools import chain
from typing import Any

from lightwork.strategies.parts.chunks import cut, run_chunk
from lightwork.strategy import Runner


def map_run(executor: Executor) -> Runner:
    """Give a `Runner` that maps on ``executor``: item by item, or in chunks cut here."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        if chunksize == 1:
            return _settled(executor, task, items)
        chunks = cut(items, chunksize)
        return list(chain.from_iterable(_settled(executor, partial(run_chunk, task), chunks)))

    return run


def _settled(
    executor: Executor, function: Callable[[Any], Any], arguments: Sequence[Any]
) -> list[Any]:
    """Map; where the task raises, return only when nothing of this run is running any more."""
    # Leaving map's iterator at an error cancels what has not started; what has would run on
    # into the next run.
    watched = _Recorder(executor)
    try:
        return list(Executor.map(watched, function, arguments))
    except BaseException:
        wait(watched.futures)
        raise


class _Recorder(Executor):
    """Passes submits on and remembers the futures, which ``map`` keeps to itself."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = self._executor.submit(fn, *args, **kwargs)
        self.futures.append(future)
        return future
