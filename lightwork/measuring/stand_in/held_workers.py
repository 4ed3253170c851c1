"""Workers that the stand-in starts and holds: each does a task once and then keeps still.

For what must be looked at from outside: what a worker is (the audit) and its memory. The objects
are those that `open_close` opens.
"""

import multiprocessing
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing.managers import SyncManager
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from lightwork.measuring.stand_in.open_close import JOIN_SECONDS, interpreter_pool, server_address
from lightwork.measuring.stand_in.tasks import (
    begin_and_put,
    begin_send_and_wait,
    nothing,
    packed_outcome,
)
from lightwork.strategies.parts.task_errors import PackedError, raise_packed
from lightwork.strategies.parts.worker_deaths import died


class Holding(NamedTuple):
    """What to hold; each worker does ``task`` once."""

    strategy: str
    start_method: str
    workers: int
    task: Callable[[], Any]


_held = ExitStack()
#: The processes that are held, and by which mechanism.
_workers: list[tuple[str, BaseProcess]] = []


def hold(holding: Holding) -> list[Any]:
    """Start the workers and keep them; what the task gave in each. Raises what it raised."""
    results: list[Any] = _held.enter_context(MECHANISMS[holding.strategy](holding))
    _workers[:] = [(holding.strategy, one) for one in multiprocessing.active_children()]
    for result in results:
        if isinstance(result, PackedError):
            raise_packed(result)
    return results


def release() -> None:
    """End the workers that are held, if any. Raises `WorkerDied`: who looked saw too few."""
    for strategy, process in _workers:
        if process.exitcode is not None:
            raise died(strategy, process)
    _workers.clear()
    _held.close()


def worker_processes() -> list[int]:
    """Process ids of the workers that live."""
    return [child.pid for child in multiprocessing.active_children() if child.pid is not None]


def _thread_work(
    holding: Holding,
) -> tuple["queue.SimpleQueue[Any]", threading.Event, Callable[[], None]]:
    """Where results go, what lets the threads end, and what each does: its task, then wait."""
    results: queue.SimpleQueue[Any] = queue.SimpleQueue()
    end = threading.Event()

    def work() -> None:
        results.put(packed_outcome(holding.task))
        end.wait()

    return results, end, work


@contextmanager
def _threads(holding: Holding) -> Iterator[list[Any]]:
    results, end, work = _thread_work(holding)
    threads = [threading.Thread(target=work) for _ in range(holding.workers)]
    for thread in threads:
        thread.start()
    yield [results.get() for _ in threads]
    end.set()
    for thread in threads:
        thread.join()


@contextmanager
def _thread_pool(holding: Holding) -> Iterator[list[Any]]:
    results, end, work = _thread_work(holding)
    with ThreadPoolExecutor(holding.workers) as executor:
        for _ in range(holding.workers):
            executor.submit(work)
        yield [results.get() for _ in range(holding.workers)]
        end.set()


@contextmanager
def _process(holding: Holding) -> Iterator[list[Any]]:
    context: Any = multiprocessing.get_context(holding.start_method)
    workers = []
    for _ in range(holding.workers):
        ours, theirs = context.Pipe()
        process = context.Process(target=begin_send_and_wait, args=(theirs, holding.task))
        process.start()
        theirs.close()
        workers.append((process, ours))
    yield [ours.recv() for _, ours in workers]
    for process, ours in workers:
        ours.send_bytes(b"end")
        process.join(JOIN_SECONDS)
        process.close()
        ours.close()


@contextmanager
def _pool(holding: Holding) -> Iterator[list[Any]]:
    context = multiprocessing.get_context(holding.start_method)
    results = context.SimpleQueue()
    pool = context.Pool(holding.workers, begin_and_put, (results, holding.task))
    yield [results.get() for _ in range(holding.workers)]
    pool.close()
    pool.join()
    results.close()


@contextmanager
def _process_pool(holding: Holding) -> Iterator[list[Any]]:
    context = multiprocessing.get_context(holding.start_method)
    results = context.SimpleQueue()
    begin = (results, holding.task)
    with ProcessPoolExecutor(holding.workers, context, begin_and_put, begin) as executor:
        while len(multiprocessing.active_children()) < holding.workers:
            executor.submit(nothing)
        yield [results.get() for _ in range(holding.workers)]
    results.close()


@contextmanager
def _manager(holding: Holding) -> Iterator[list[Any]]:
    context = multiprocessing.get_context(holding.start_method)
    results = context.SimpleQueue()
    manager = SyncManager(server_address(), ctx=context)
    manager.start(begin_and_put, (results, holding.task))
    yield [results.get()]
    manager.shutdown()
    results.close()


@contextmanager
def _interpreters(holding: Holding) -> Iterator[list[Any]]:
    before = threading.active_count()
    with interpreter_pool(holding.workers) as executor:
        futures = []
        while threading.active_count() - before < holding.workers:
            futures.append(executor.submit(packed_outcome, holding.task))
        yield [future.result() for future in futures][: holding.workers]


MECHANISMS: dict[str, Callable[[Holding], AbstractContextManager[list[Any]]]] = {
    "threads": _threads,
    "thread_pool": _thread_pool,
    "process": _process,
    "pool": _pool,
    "process_pool": _process_pool,
    "manager": _manager,
    "interpreters": _interpreters,
}
