"""``asyncio``: so many coroutines at once in one thread, for work that waits.

A coroutine takes the next item as soon as its own is done, so no chunk is cut. What it runs is the
task's async twin (`lightwork.workload.Workload.twin`). A plain function gives right answers, too,
one after the other: while it computes or waits, no other coroutine gets on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.strategies import COROUTINE, NO_START_METHOD
from lightwork.strategy import Runner, Strategy


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:  # noqa: ARG001 - the contract's name and signature
    """Give a run that opens and closes an event loop, as ``asyncio.run`` does."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:  # noqa: ARG001 - Run's signature
        return _run_all(task, items, min(workers, len(items)))

    yield run


def _run_all(task: Callable[[Any], Any], items: Sequence[Any], at_once: int) -> list[Any]:
    # Here, as it loads some sixty modules that nobody else needs. And not ``asyncio.run``: that
    # turns Ctrl-C into a cancellation, which a task that computes would not notice.
    import asyncio

    results: list[Any] = [None] * len(items)
    errors: list[BaseException] = []
    numbered = iter(enumerate(items))

    async def work() -> None:
        for number, item in numbered:
            if errors:
                return
            try:
                result = task(item)
                results[number] = await result if hasattr(result, "__await__") else result
            except asyncio.CancelledError:
                raise
            except BaseException as error:  # noqa: BLE001 - a task may raise anything; it is raised below
                errors.append(error)
                return

    async def work_together() -> None:
        await asyncio.gather(*(work() for _ in range(at_once)))

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(work_together())
    finally:
        _close(loop)
    if errors:
        raise errors[0]
    return results


def _close(loop: Any) -> None:
    """Close an event loop; what Ctrl-C left running in it is ended before."""
    import asyncio

    running = asyncio.all_tasks(loop)
    for one in running:
        one.cancel()
    if running:
        loop.run_until_complete(asyncio.gather(*running, return_exceptions=True))
    loop.close()


STRATEGY = Strategy(
    open, COROUTINE, (NO_START_METHOD,), reusable=False, chunks=False, imports=("asyncio",)
)
