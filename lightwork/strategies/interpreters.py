"""``concurrent.futures.InterpreterPoolExecutor.map``: an interpreter and a GIL per worker.

The library ignores the chunk size of ``map`` here, as for threads: see `thread_pool`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.task_errors import PackedError, pack_error, raise_packed
from lightwork.strategies.parts.thread_executors import map_run
from lightwork.strategy import Runner, Strategy

REQUIRES = (
    None
    if sys.version_info >= (3, 14)
    else f"needs Python 3.14 or newer (this is {sys.version_info.major}.{sys.version_info.minor}): "
    "run the suite with it"
)


def _call_carrying(task: Callable[[Any], Any], item: Any) -> Any:
    """Call the task; give back what it raises.

    Raising it would do, too, but the library prints an exception that it cannot share, and in its
    place raises one of its own.
    """
    try:
        return task(item)
    except BaseException as error:  # noqa: BLE001 - a task may raise anything; it travels
        return pack_error(error)


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Open the executor. Its interpreters start with the first items that need them."""
    if REQUIRES:
        raise RuntimeError(f"the strategy `interpreters` {REQUIRES}")
    from concurrent.futures import InterpreterPoolExecutor  # type: ignore[attr-defined]

    # A new interpreter has the path of the command line, not the one that this process has come
    # to: under the console script `pytest` it would not find the task's module. `exec`, because
    # a function of ours could not be found either.
    path = f"import sys; sys.path[:] = {sys.path!r}"
    executor = InterpreterPoolExecutor(workers, initializer=exec, initargs=(path,))
    mapped = map_run(executor)

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        results = mapped(partial(_call_carrying, task), items, chunksize)
        for result in results:
            if isinstance(result, PackedError):
                raise_packed(result)
        return results

    try:
        yield run
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


STRATEGY = Strategy(open, "interpreter", (NO_START_METHOD,), reusable=True, requires=REQUIRES)
