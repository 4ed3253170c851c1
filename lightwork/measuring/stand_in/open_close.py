"""Mechanisms opened and closed by the stand-in as one would type it: what `startup` times.

Each function starts the workers of its mechanism, gets a first result if there is a task, and ends
the workers; it gives that result, or how many workers it saw. Without a task, what the library
starts lazily is made to start: a thread pool by tasks that wait for each other, a process pool by
empty tasks until all are there (it takes one each, more if one was idle in between). With a task
it is left as it is: an executor then starts only those workers that it takes to be needed.

A ``Process`` does on its way what the library promises: checked in every round of `startup`.
"""

import multiprocessing
import os
import queue
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection, wait
from multiprocessing.managers import SyncManager
from typing import Any, NamedTuple

from lightwork.measuring.stand_in.tasks import (
    begin_and_send,
    begin_send_and_wait,
    least_answer,
    nothing,
    packed_outcome,
)
from lightwork.strategies.parts.task_errors import PackedError, raise_packed
from lightwork.strategies.parts.worker_deaths import await_dead, died
from lightwork.strategies.parts.worker_start import begin_worker

#: How long a worker without work may take to end, seconds: longer is an error.
JOIN_SECONDS = 30.0
#: Of the process that is checked.
_NAME = "lightwork-checked"


class StandInOpening(NamedTuple):
    """What to open; ``task`` is the first task, or None to open and close only."""

    strategy: str
    start_method: str
    workers: int
    task: Callable[[], Any] | None


def open_and_close(opening: StandInOpening) -> Any:
    """Open the mechanism, get the first result if there is a task, and close it."""
    value = MECHANISMS[opening.strategy](opening)
    if isinstance(value, PackedError):
        raise_packed(value)
    return value


def _threads(opening: StandInOpening) -> Any:
    results: queue.SimpleQueue[Any] = queue.SimpleQueue()
    task = opening.task
    target = nothing if task is None else lambda: results.put(packed_outcome(task))
    threads = [threading.Thread(target=target) for _ in range(opening.workers)]
    for thread in threads:
        thread.start()
    first = results.get() if task is not None else None
    for thread in threads:
        thread.join()
    ended = sum(thread.ident is not None and not thread.is_alive() for thread in threads)
    return ended if task is None else first


def _process(opening: StandInOpening) -> Any:
    context: Any = multiprocessing.get_context(opening.start_method)
    task, readers, processes = opening.task, [], []
    for _ in range(opening.workers):
        if task is None:
            process = context.Process(target=begin_worker)
            process.start()
        else:
            reader, writer = context.Pipe(duplex=False)
            process = context.Process(target=begin_and_send, args=(writer, task))
            process.start()
            writer.close()  # so that a death is seen
            readers.append(reader)
        processes.append(process)
    first = _first(readers, processes) if task is not None else None
    ended = _join(processes)
    return ended if task is None else first


def _first(readers: list[Connection], processes: list[Any]) -> Any:
    ready = wait(readers)[0]
    assert isinstance(ready, Connection)
    try:
        return ready.recv()
    except EOFError as error:
        raise died("process", await_dead(processes, seconds=1.0)) from error


def _join(processes: list[Any]) -> int:
    """Wait for the ends; how many processes there were. Raises `RuntimeError` if one went wrong."""
    for process in processes:
        process.join(JOIN_SECONDS)
        if process.exitcode != 0:
            if process.exitcode is not None:
                raise died("process", process)
            raise RuntimeError(
                f"{process.name} (pid {process.pid}) still runs after join({JOIN_SECONDS:g}), "
                "expected its end: the host is overloaded, or somebody stopped it"
            )
    pids = {process.pid for process in processes}
    for process in processes:
        process.close()
    return len(pids)


def _thread_pool(opening: StandInOpening) -> Any:
    with ThreadPoolExecutor(opening.workers) as executor:
        if opening.task is not None:
            return executor.submit(opening.task).result()
        before, all_there = threading.active_count(), threading.Event()
        for _ in range(opening.workers):
            executor.submit(all_there.wait)
        started = threading.active_count() - before
        all_there.set()
    return started


def _pool(opening: StandInOpening) -> Any:
    context = multiprocessing.get_context(opening.start_method)
    pool = context.Pool(opening.workers, begin_worker)
    if opening.task is None:
        value: Any = len(multiprocessing.active_children())
    else:
        value = pool.apply(opening.task)
    # Not `terminate`, which kills workers that have not begun yet: then nothing was started.
    pool.close()
    pool.join()
    return value


def _process_pool(opening: StandInOpening) -> Any:
    context = multiprocessing.get_context(opening.start_method)
    executor = ProcessPoolExecutor(opening.workers, context, begin_worker)
    # For want of a public name: filled as they start, and of use only where one dies.
    processes = getattr(executor, "_processes", {})
    try:
        with executor:
            if opening.task is not None:
                return executor.submit(opening.task).result()
            while (started := len(multiprocessing.active_children())) < opening.workers:
                executor.submit(nothing)
        return started
    except BrokenProcessPool as error:
        raise died("process_pool", await_dead(list(processes.values()), seconds=1.0)) from error


def server_address() -> str | None:
    """On Linux one that is no file, so that none is left where the server is killed."""
    return f"\0lightwork-{os.getpid()}-{os.urandom(8).hex()}" if sys.platform == "linux" else None


def _manager(opening: StandInOpening) -> Any:
    """A server alone; its first result is a value that was put there and read back."""
    manager = SyncManager(server_address(), ctx=multiprocessing.get_context(opening.start_method))
    try:
        manager.start(begin_worker)
        try:
            if opening.task is None:
                return len(multiprocessing.active_children())
            return manager.list([opening.task()])[0]
        finally:
            manager.shutdown()
    except (OSError, EOFError) as error:
        server = getattr(manager, "_process", None)  # for want of a public name
        dead = await_dead([server], seconds=1.0) if server is not None else None
        if dead is None:
            raise  # too many open files, no more processes: it says so itself
        raise died("manager", dead, "server") from error


def interpreter_pool(workers: int) -> Any:
    """The executor of Python 3.14, whose interpreters look for modules where we do."""
    from concurrent.futures import InterpreterPoolExecutor  # type: ignore[attr-defined]

    path = f"import sys; sys.path[:] = {sys.path!r}"
    return InterpreterPoolExecutor(workers, initializer=exec, initargs=(path,))


def _interpreters(opening: StandInOpening) -> Any:
    before = threading.active_count()
    with interpreter_pool(opening.workers) as executor:
        if opening.task is not None:
            return executor.submit(opening.task).result()
        while (started := threading.active_count() - before) < opening.workers:
            executor.submit(os.getpid)
    return started


MECHANISMS: dict[str, Callable[[StandInOpening], Any]] = {
    "threads": _threads,
    "process": _process,
    "thread_pool": _thread_pool,
    "pool": _pool,
    "process_pool": _process_pool,
    "manager": _manager,
    "interpreters": _interpreters,
}


class BrokenPromise(RuntimeError):
    """A process was not what the library says; the message says in which point."""


def check_process(start_method: str) -> None:
    """Take one process from its start to its end. Raises `BrokenPromise`.

    Outside of the clock, because what is looked at must hold still meanwhile.
    """
    context: Any = multiprocessing.get_context(start_method)
    ours, theirs = context.Pipe()
    process = context.Process(target=begin_send_and_wait, args=(theirs, least_answer), name=_NAME)
    _expect("is_alive() before start()", process.is_alive(), False)
    _expect("pid before start()", process.pid, None)
    process.start()
    theirs.close()
    try:
        _check_running(process)
        ours.send_bytes(b"end")
        process.join(JOIN_SECONDS)
        _check_ended(process)
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _check_running(process: Any) -> None:
    _expect("is_alive() after start()", process.is_alive(), True)
    _expect("name", process.name, _NAME)
    _expect("type of pid", type(process.pid), int)
    _expect("listed in active_children()", process in multiprocessing.active_children(), True)
    _expect("join(0) of one that runs", process.join(0), None)
    _expect("exitcode of one that runs", process.exitcode, None)


def _check_ended(process: Any) -> None:
    _expect("exitcode after join(timeout)", process.exitcode, 0)
    _expect("is_alive() after join(timeout)", process.is_alive(), False)
    _expect("still in active_children()", process in multiprocessing.active_children(), False)


def _expect(what: str, got: Any, expected: Any) -> None:
    if got != expected:
        raise BrokenPromise(f"multiprocessing.Process: {what} gave {got!r}, expected {expected!r}")
