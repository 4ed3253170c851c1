"""Mechanisms opened and closed as one would type it: what `startup` times and `memory` looks into.

Each of `MECHANISMS` starts its workers, gives what came of that, and in the end ends them. Without
a task it gives how many workers it saw, and what the library starts lazily is made to start: a
thread pool by tasks that wait for each other, a process pool by empty tasks until all are there (it
takes one each, more if one was idle in between). With a task it gives the first result, and the
mechanism is left as it is: an executor then starts only those workers that it takes to be needed.
Held workers each do the task once and keep still until the end, as long as somebody looks at them.
"""

import multiprocessing
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.managers import SyncManager
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote, note_this_worker
from lightwork.measuring.costs._startup.worker_tasks import (
    begin_and_put,
    begin_and_send,
    begin_send_and_wait,
    nothing,
    packed_outcome,
)
from lightwork.strategies.parts.pools import close_and_join, open_pool
from lightwork.strategies.parts.task_errors import PackedError, raise_packed
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, await_dead, died
from lightwork.strategies.parts.worker_start import begin_worker

#: How long a worker without work may take to end, seconds: longer is an error.
JOIN_SECONDS = 30.0
#: In place of a mechanism: this process does the work itself.
NO_MECHANISM = "none"


class Opening(NamedTuple):
    """What to open. ``task`` is the first task, or None to open and close only.

    ``held``: each worker does the task, and keeps still until the mechanism is closed.
    """

    strategy: str
    start_method: str
    workers: int
    task: Callable[[], Any] | None
    held: bool = False

    def without_mechanism(self) -> "Opening":
        """What it is paired with: the same results, by this process alone."""
        return self._replace(strategy=NO_MECHANISM)


@contextmanager
def opened(opening: Opening) -> Iterator[Any]:
    """Open the mechanism, give what came of it, and close it.

    Raises what a task raised, and `WorkerDied` where a held worker did not live until the end: who
    looked saw too few.
    """
    with MECHANISMS[opening.strategy](opening) as value:
        for one in value if opening.held else [value]:
            if isinstance(one, PackedError):
                raise_packed(one)
        yield value


def _expect_alive(opening: Opening, processes: Iterable[BaseProcess]) -> None:
    """Raise `WorkerDied` where one of them has ended."""
    for process in processes:
        if process.exitcode is not None:
            raise died(opening.strategy, process)


def open_and_close(opening: Opening) -> Any:
    """Open the mechanism, get what came of it, and close it."""
    with opened(opening) as value:
        pass
    return value


def audit(case: Case) -> Sequence[WorkerNote]:
    """What the workers of a case are."""
    opening = Opening(case.strategy, case.start_method, case.workers, note_this_worker, held=True)
    notes: Sequence[WorkerNote] = open_and_close(opening)
    return notes


@contextmanager
def _this_process(opening: Opening) -> Iterator[Any]:
    task = opening.task
    yield opening.workers if task is None else _gathered(opening, task)


def _gathered(opening: Opening, get: Callable[[], Any]) -> Any:
    """The first result, or those of all workers where they are held."""
    return [get() for _ in range(opening.workers)] if opening.held else get()


@contextmanager
def _threads(opening: Opening) -> Iterator[Any]:
    results, release, work = _thread_work(opening)
    threads = [threading.Thread(target=work) for _ in range(opening.workers)]
    for thread in threads:
        thread.start()
    started = sum(thread.ident is not None for thread in threads)
    try:
        yield started if opening.task is None else _gathered(opening, results.get)
    finally:
        release.set()
        for thread in threads:
            thread.join()


def _thread_work(
    opening: Opening,
) -> tuple["queue.SimpleQueue[Any]", threading.Event, Callable[[], None]]:
    """Where results go, what lets held threads end, and what each thread does."""
    results: queue.SimpleQueue[Any] = queue.SimpleQueue()
    release, task = threading.Event(), opening.task
    if task is None:
        return results, release, nothing

    def work() -> None:
        results.put(packed_outcome(task))
        if opening.held:
            release.wait()

    return results, release, work


@contextmanager
def _thread_pool(opening: Opening) -> Iterator[Any]:
    with ThreadPoolExecutor(opening.workers) as executor:
        if opening.task is not None and not opening.held:
            yield executor.submit(opening.task).result()
            return
        before = threading.active_count()
        results, release, work = _thread_work(opening)
        try:
            for _ in range(opening.workers):
                executor.submit(release.wait if opening.task is None else work)
            started = threading.active_count() - before
            yield started if opening.task is None else _gathered(opening, results.get)
        finally:
            release.set()


@contextmanager
def _process(opening: Opening) -> Iterator[Any]:
    context: Any = multiprocessing.get_context(opening.start_method)
    task, pipes, processes = opening.task, [], []
    main = begin_send_and_wait if opening.held else begin_and_send
    for _ in range(opening.workers):
        if task is None:
            process = context.Process(target=begin_worker)
            process.start()
        else:
            ours, theirs = context.Pipe(duplex=opening.held)
            process = context.Process(target=main, args=(theirs, task))
            process.start()
            theirs.close()  # so that a death is seen
            pipes.append(ours)
        processes.append(process)
    try:
        if task is None:
            yield len({process.pid for process in processes})
        else:
            yield _gathered(opening, partial(_next_result, [*pipes], processes))
    finally:
        for pipe in pipes if opening.held else ():
            with suppress(OSError):  # it has ended already: seen by what follows
                pipe.send_bytes(b"end")
        _join(processes)


def _next_result(unread: list[Connection], processes: list[Any]) -> Any:
    """Of whichever process is the next; each sends one."""
    ready = wait(unread)[0]
    assert isinstance(ready, Connection)
    unread.remove(ready)
    try:
        return ready.recv()
    except EOFError as error:
        raise died("process", await_dead(processes, seconds=1.0)) from error


def _join(processes: list[Any]) -> None:
    """Wait for the ends. Raises `RuntimeError` if one went wrong."""
    for process in processes:
        process.join(JOIN_SECONDS)
        if process.exitcode != 0:
            if process.exitcode is not None:
                raise died("process", process)
            raise RuntimeError(
                f"{process.name} (pid {process.pid}) still runs after join({JOIN_SECONDS:g}), "
                "expected its end: the host is overloaded, or somebody stopped it"
            )
    for process in processes:
        process.close()


def _beginning(opening: Opening, context: Any) -> tuple[Any, Callable[..., None], tuple[Any, ...]]:
    """Where held processes put their results, and what each process does first."""
    if not opening.held:
        return None, begin_worker, ()
    results = context.SimpleQueue()
    return results, begin_and_put, (results, opening.task)


@contextmanager
def _held_results(opening: Opening, results: Any, look: Callable[[], None]) -> Iterator[Any]:
    """Those of held worker processes, which all have to live until the end.

    ``look`` raises `WorkerDied`: for one that died no result comes. Not even those of others come
    where it died with the lock of the queue.
    """

    def get() -> tuple[int, Any]:
        while results.empty():
            wait([results._reader], TICK_SECONDS)  # for want of a public name
            look()
        found: tuple[int, Any] = results.get()
        return found

    def look_at_all() -> None:
        look()
        # A pool puts another in the place of one that died, which nobody may have seen.
        living = {child.pid for child in multiprocessing.active_children()}
        missed = [child for child in children if child.pid in pids - living]
        if pids - living:
            raise died(opening.strategy, await_dead(missed, seconds=1.0))

    found = [get() for _ in range(opening.workers)]
    pids, children = {pid for pid, _ in found}, multiprocessing.active_children()
    look_at_all()
    yield [outcome for _, outcome in found]
    look_at_all()


@contextmanager
def _pool(opening: Opening) -> Iterator[Any]:
    context = multiprocessing.get_context(opening.start_method)
    results, initializer, arguments = _beginning(opening, context)
    if opening.held:
        # Watched, as of a worker that died with a lock even the collected pool's end waits for it.
        begin = partial(initializer, *arguments)
        how = opening.strategy, opening.workers, opening.start_method
        with (
            open_pool(*how, close_and_join, begin=begin) as watched,
            watched.impatient(),
            _held_results(opening, results, watched.check) as held,
        ):
            yield held
        return
    pool = context.Pool(opening.workers, initializer, arguments)
    if opening.task is None:
        yield len(multiprocessing.active_children())
    else:
        yield pool.apply(opening.task)
    # Not `terminate`, which kills workers that have not begun yet: then nothing was started. Not
    # after an error: of a worker that died with a lock, all others would wait for that for ever.
    pool.close()
    pool.join()


@contextmanager
def _process_pool(opening: Opening) -> Iterator[Any]:
    context = multiprocessing.get_context(opening.start_method)
    results, initializer, arguments = _beginning(opening, context)
    executor = ProcessPoolExecutor(opening.workers, context, initializer, arguments)
    # For want of a public name: filled as they start, and of use only where one dies.
    processes = getattr(executor, "_processes", {})
    try:
        with executor:
            if opening.task is not None and not opening.held:
                yield executor.submit(opening.task).result()
                return
            look, submitted = partial(_expect_alive, opening, processes.values()), 0
            try:
                while (started := len(multiprocessing.active_children())) < opening.workers:
                    executor.submit(nothing)
                    submitted += 1
                    if submitted > 2 * opening.workers:  # not before: these are timed
                        look()
                if not opening.held:
                    yield started
                    return
                with _held_results(opening, results, look) as held:
                    yield held
            finally:
                _end_all_if_one_died(processes.values())
    except BrokenProcessPool as error:
        raise died("process_pool", await_dead(list(processes.values()), seconds=1.0)) from error


def _end_all_if_one_died(processes: Iterable[BaseProcess]) -> None:
    """Kill the others before their executor is shut down, where a worker has died.

    Who idles holds the lock of the queue of calls. The executor ends the others as soon as it sees
    a death; but where it is shut down in the same moment it does not look, and waits for ever for
    those that wait for the lock (Python 3.11, ``wait_result_broken_or_wakeup``).
    """
    known = [*processes]
    if any(process.exitcode is not None for process in known):
        for process in known:
            process.kill()


@contextmanager
def _manager(opening: Opening) -> Iterator[Any]:
    """A server alone; its first result is a value that was put there and read back."""
    context = multiprocessing.get_context(opening.start_method)
    results, initializer, arguments = _beginning(opening, context)
    manager = SyncManager(_server_address(), ctx=context)
    try:
        manager.start(initializer, arguments)
        try:
            if opening.held:
                look = partial(_expect_alive, opening, multiprocessing.active_children())
                with _held_results(opening, results, look) as held:
                    yield held
            elif opening.task is None:
                yield len(multiprocessing.active_children())
            else:
                yield manager.list([opening.task()])[0]
        finally:
            manager.shutdown()
    except (OSError, EOFError) as error:
        server = getattr(manager, "_process", None)  # for want of a public name
        dead = await_dead([server], seconds=1.0) if server is not None else None
        if dead is None:
            raise  # too many open files, no more processes: it says so itself
        raise died("manager", dead, "server") from error


def _server_address() -> str | None:
    """On Linux one that is no file, so that none is left where the server is killed."""
    return f"\0lightwork-{os.getpid()}-{os.urandom(8).hex()}" if sys.platform == "linux" else None


@contextmanager
def _interpreters(opening: Opening) -> Iterator[Any]:
    before = threading.active_count()
    with _interpreter_pool(opening.workers) as executor:
        if opening.task is not None and not opening.held:
            yield executor.submit(opening.task).result()
            return
        work = (packed_outcome, opening.task) if opening.held else (os.getpid,)
        futures = []
        while (started := threading.active_count() - before) < opening.workers:
            futures.append(executor.submit(*work))
        results = [future.result() for future in futures] if opening.held else []
        yield results[: opening.workers] if opening.held else started


def _interpreter_pool(workers: int) -> Any:
    """The executor of Python 3.14, whose interpreters look for modules where we do."""
    from concurrent.futures import InterpreterPoolExecutor  # type: ignore[attr-defined]

    path = f"import sys; sys.path[:] = {sys.path!r}"
    return InterpreterPoolExecutor(workers, initializer=exec, initargs=(path,))


MECHANISMS: dict[str, Callable[[Opening], AbstractContextManager[Any]]] = {
    NO_MECHANISM: _this_process,
    "threads": _threads,
    "process": _process,
    "thread_pool": _thread_pool,
    "pool": _pool,
    "process_pool": _process_pool,
    "manager": _manager,
    "interpreters": _interpreters,
}
