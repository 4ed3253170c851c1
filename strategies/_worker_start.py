"""Around the start of a worker process: signals, and the bell that rings when its parent dies."""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator

#: What a user or a supervisor sends to the parent, and the parent alone answers.
PARENTS_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextlib.contextmanager
def signals_wait() -> Iterator[None]:
    """Let the parent's signals wait until the block is done: around what must not be cut short."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, PARENTS_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def undisturbed(start_method: str) -> contextlib.AbstractContextManager[None]:
    """Let signals wait while workers are started.

    A Ctrl-C that lands between the start of a process and the library's note of it would leave a
    child that nobody knows; one that lands in a hook of ``os.register_at_fork`` (logging has some)
    is printed and lost. The interpreter's services are started before, or they would hand the
    block on for ever (forkserver), or end it (the resource tracker).
    """
    if start_method == "spawn" and os.name == "posix":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()
    if start_method == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()
    return signals_wait()


def begin_worker() -> None:
    """Make this worker end when its parent says so or dies, and never otherwise.

    Forked workers inherit the parent's Python signal handlers; SIGTERM is how the libraries end
    their workers, so it must end them and not run a handler of the parent's. Ctrl-C reaches the
    whole process group; the parent alone answers it and ends its workers.
    """
    for number in PARENTS_SIGNALS:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, PARENTS_SIGNALS)  # see `signals_wait`
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
