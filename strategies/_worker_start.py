"""What every worker process does before its first task: three signals and one pipe, some µs."""

import contextlib
import multiprocessing
import os
import signal
import sys


def begin_worker() -> None:
    """Make this worker end when its parent says so or dies, and never otherwise.

    Forked workers inherit the parent's Python signal handlers; SIGTERM is how the libraries end
    their workers, so it must end them and not run a handler of the parent's. Ctrl-C reaches the
    whole process group; the parent alone answers it and ends its workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    if sys.platform == "linux":
        _end_with_parent()


def _end_with_parent() -> None:
    """Let the kernel end this process when its parent is gone, even by SIGKILL.

    ``parent_process().sentinel`` is a pipe that nobody writes to; its end of file, when the
    parent's end closes, raises SIGIO, whose default action ends us. Three system calls. Rejected:
    ``prctl(PR_SET_PDEATHSIG)`` needs ctypes, which costs a spawned worker several ms, and does
    not work under forkserver (whose child is not ours); a watching thread makes each worker
    multi-threaded.
    """
    import fcntl

    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel
    # Without SIGIO the worker still ends, with its next message home.
    with contextlib.suppress(OSError):
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(sentinel, fcntl.F_GETFL)
        fcntl.fcntl(sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    # The parent may have died before the bell was hung.
    if not parent.is_alive():
        os._exit(1)
