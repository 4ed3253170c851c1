"""CPU seconds of our own process tree: "parallel" is proved by them, not by wall time."""

import multiprocessing
import sys
import time

import psutil

if sys.platform != "win32":
    import resource
    from multiprocessing import forkserver

#: Linux: the clock id of another process's CPU time, MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
#: in the kernel's include/linux/posix-timers_types.h; what clock_getcpuclockid(3) returns.
_CPUCLOCK_SCHED = 2


def tree_cpu_seconds() -> float:
    """CPU seconds used so far by this process, its ended children and its living ones.

    Living children are read by their own nanosecond clock; psutil's figures come in ticks of
    10 ms, too coarse for a round. Children of a fork server are not ours to wait for: those that
    ended are found in the server's figures, in ticks.
    """
    # Reaps what has ended, so that it is counted among the ended ones and not lost between.
    living = multiprocessing.active_children()
    seconds = time.process_time() + _ended_children()
    for process in living:
        if process.pid is not None:
            seconds += process_cpu_seconds(process.pid)
    return seconds + _ended_under_fork_server()


def process_cpu_seconds(pid: int) -> float:
    """CPU seconds used so far by one process; 0 if it has ended."""
    try:
        if sys.platform == "linux":
            return time.clock_gettime((~pid << 3) | _CPUCLOCK_SCHED)
        times = psutil.Process(pid).cpu_times()
    except (OSError, psutil.NoSuchProcess):
        return 0.0
    return float(times.user + times.system)


def _ended_children() -> float:
    if sys.platform == "win32":
        return 0.0  # Windows keeps no figure of ended children
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _ended_under_fork_server() -> float:
    if sys.platform == "win32":
        return 0.0
    pid = getattr(forkserver._forkserver, "_forkserver_pid", None)
    if pid is None:
        return 0.0
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0))
