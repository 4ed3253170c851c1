"""CPU seconds of our own process tree: "parallel" is proved by them, not by wall time."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    import resource
    from multiprocessing import forkserver, resource_tracker

#: Linux: the clock id of another process's CPU time, MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
#: in the kernel's include/linux/posix-timers_types.h; what clock_getcpuclockid(3) returns.
_CPUCLOCK_SCHED = 2

#: Children that tell by themselves what their own trees have used, by process id.
_trees: dict[int, Callable[[], float]] = {}
_all_descendants = False


class _Beside:
    """Processes that are no children of ours and work for us, with what descends from them."""

    def __init__(self, roots: Collection[int]) -> None:
        self._roots = roots
        self._seen: dict[int, float] = {}

    def cpu_seconds(self) -> float:
        """Of all that were seen, ended ones too: who waited for them is not told in all cases."""
        for pid in self._living() if self._roots else ():
            self._seen[pid] = max(self._seen.get(pid, 0.0), process_cpu_seconds(pid))
        return sum(self._seen.values())

    def _living(self) -> set[int]:
        import psutil

        children: dict[int, list[int]] = {}
        for process in psutil.process_iter(["ppid"]):
            children.setdefault(process.info["ppid"], []).append(process.pid)
        found = {*self._roots}
        waiting = [*found]
        while waiting:
            new = {*children.get(waiting.pop(), ())} - found - {os.getpid()}
            found |= new
            waiting += new
        return found


_beside = _Beside(())


def count_tree_of(pid: int, cpu_seconds: Callable[[], float]) -> None:
    """From now on a living child counts with its whole tree, which ``cpu_seconds`` tells."""
    _trees[pid] = cpu_seconds


def forget_tree_of(pid: int) -> None:
    """The child is about to end; it counts like any other again."""
    _trees.pop(pid, None)


def tree_cpu_seconds() -> float:
    """CPU seconds used so far by this process, its ended children and its living ones.

    Living children are read by their own nanosecond clock; psutil's figures come in ticks of
    10 ms, too coarse for a round. Children of a fork server are not ours to wait for: those that
    ended are found in the server's figures, in ticks.
    """
    beside = _beside.cpu_seconds()
    if _all_descendants:
        multiprocessing.active_children()  # reaps what has ended
        return beside + time.process_time() + _ended_children() + cpu_seconds_of(_descendants())
    seconds = beside + _own_cpu_seconds() + cpu_seconds_of(_service_processes())
    return seconds + sum(cpu_seconds() for cpu_seconds in _trees.values())


@contextmanager
def all_descendants_counted() -> Iterator[None]:
    """Meanwhile every living descendant counts: engines have processes that only psutil finds."""
    global _all_descendants
    before, _all_descendants = _all_descendants, True
    try:
        yield
    finally:
        _all_descendants = before


@contextmanager
def counted_beside(pids: Collection[int]) -> Iterator[None]:
    """Meanwhile these processes and all that descends from them count as ours."""
    global _beside
    before, _beside = _beside, _Beside(pids)
    try:
        yield
    finally:
        _beside = before


def _descendants() -> list[int]:
    import psutil

    return [process.pid for process in psutil.Process().children(recursive=True)]


def _own_cpu_seconds() -> float:
    """CPU seconds so far of this process and its children, without what serves it."""
    # Reaps what has ended, so that it is counted among the ended ones and not lost between.
    living = multiprocessing.active_children()
    seconds = time.process_time() + _ended_children()
    for process in living:
        if process.pid is not None and process.pid not in _trees:
            seconds += process_cpu_seconds(process.pid)
    return seconds


def _service_processes() -> tuple[int, ...]:
    """Process ids of what multiprocessing runs beside the workers: fork server, resource tracker.

    By private names, for want of public ones.
    """
    if sys.platform == "win32":
        return ()
    server = getattr(forkserver._forkserver, "_forkserver_pid", None)
    tracker = getattr(resource_tracker._resource_tracker, "_pid", None)
    return tuple(pid for pid in (server, tracker) if pid is not None)


def cpu_seconds_of(pids: Iterable[int]) -> float:
    """CPU seconds so far of living processes, and of their children that have ended."""
    return sum(process_cpu_seconds(pid) + _ended_children_of(pid) for pid in pids)


def process_cpu_seconds(pid: int) -> float:
    """CPU seconds used so far by one process; 0 if it has ended."""
    try:
        if sys.platform == "linux":
            return time.clock_gettime((~pid << 3) | _CPUCLOCK_SCHED)
    except OSError:
        return 0.0
    import psutil  # here and below: most that import this never need it

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _ended_children() -> float:
    if sys.platform == "win32":
        return 0.0  # Windows keeps no figure of ended children
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _ended_children_of(pid: int) -> float:
    import psutil

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0))
