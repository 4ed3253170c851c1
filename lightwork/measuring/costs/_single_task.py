"""One task at a time: the shortest way of each mechanism to hand one out and wait for its result.

The strategies are made for many items, and their guards (signals, a look for dead workers) cost
as much as a single task does; here stands what one would type.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from lightwork.core.record import Case
from lightwork.strategies.parts.closing import NewChildren
from lightwork.strategies.parts.pools import open_pool
from lightwork.strategies.parts.worker_deaths import await_dead, died
from lightwork.strategies.parts.worker_start import begin_worker

#: Calls a task on an item in a worker and waits.
Call = Callable[[Callable[[Any], Any], Any], Any]


@contextmanager
def open_pool_call(case: Case) -> Iterator[Call]:
    """``Pool.apply``, which is ``apply_async`` and ``get``; between the two we can watch."""
    with open_pool("pool", case.workers, case.start_method) as watched:
        apply_async, wait = watched.pool.apply_async, watched.wait

        def call(task: Callable[[Any], Any], item: Any) -> Any:
            result = apply_async(task, (item,))
            wait(result)
            return result.get()

        yield call


@contextmanager
def _submits(executor: Executor) -> Iterator[Call]:
    """``submit().result()``."""
    with executor:
        yield lambda task, item: executor.submit(task, item).result()


@contextmanager
def _processes(case: Case) -> Iterator[Call]:
    """The library tells that a worker died; here, which and how."""
    context, workers = multiprocessing.get_context(case.start_method), NewChildren()
    try:
        with _submits(ProcessPoolExecutor(case.workers, context, initializer=begin_worker)) as call:
            call(abs, 0)  # starts those that it will need
            workers.find_new()
            yield call
    except BrokenProcessPool as error:
        raise died(case.strategy, await_dead(workers.seen, seconds=1.0)) from error


#: The strategies that differ in how they hand out many items hand out one by the same call.
SINGLE_CALLS: dict[str, Callable[[Case], AbstractContextManager[Call]]] = {
    "pool": open_pool_call,
    "thread_pool": lambda case: _submits(ThreadPoolExecutor(case.workers)),
    "process_pool": _processes,
}
#: Those whose single task is that of another strategy, and so not measured again.
SAME_AS = {"pool_async": "pool", "pool_imap": "pool"}
