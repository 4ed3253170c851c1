"""Around the start of a worker process: signals, and how it learns that its parent died."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.process import BaseProcess

# Here and not where it is used: a forked worker would load it anew each time, in 0.3 ms.
if sys.platform == "linux":
    import fcntl
    import select

#: What a user or a supervisor sends to the parent, and the parent alone answers.
PARENTS_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextlib.contextmanager
def signals_wait() -> Iterator[None]:
    """Let the parent's signals wait until the block is done: around what must not be cut short.

    A Ctrl-C that lands between the start of a process and the library's note of it would leave a
    child that nobody knows; one that lands in a hook of ``os.register_at_fork`` (logging has some)
    is printed and lost; a second one, while workers are being ended, would leave the others.
    Rejected: blocking the signals, which another thread (BLAS has some) may then receive for us,
    and which children inherit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only
        return
    came: list[int] = []
    parent = os.getpid()

    def note(number: int, frame: object) -> None:  # noqa: ARG001 - a handler's signature
        if os.getpid() == parent:
            came.append(number)
        else:  # a forked worker that has not begun
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    # What is ignored needs no waiting, and after what ends us at once nothing is left to do.
    before = {number: signal.getsignal(number) for number in PARENTS_SIGNALS}
    before = {number: handler for number, handler in before.items() if callable(handler)}
    try:
        for number in before:
            signal.signal(number, note)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def begin_worker(parent: BaseProcess | None = None) -> None:
    """Make this worker end when its parent says so or dies, and never otherwise.

    ``parent`` is what the library of the worker knows its parent by; None: ask multiprocessing.
    """
    leave_signals_to_parent()
    if sys.platform == "linux":
        end_with_parent(parent)


def leave_signals_to_parent() -> None:
    """Let the parent's signals end this worker, but for Ctrl-C.

    Forked workers inherit the parent's Python signal handlers; SIGTERM is how the libraries end
    their workers, so it must end them and not run a handler of the parent's. What is ignored
    (nohup) stays so. Ctrl-C reaches the whole process group; the parent alone answers it and ends
    its workers.
    """
    for number in PARENTS_SIGNALS:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_with_parent(parent: BaseProcess | None = None) -> None:
    """Let the kernel end this process when its parent is gone, even by SIGKILL.

    ``parent_process().sentinel`` is a pipe that nobody writes to; its end of file, when the
    parent's end closes, raises SIGIO, whose default action ends us. Three system calls. Rejected:
    ``prctl(PR_SET_PDEATHSIG)`` needs ctypes, which costs a spawned worker several ms, and does
    not work under forkserver (whose child is not ours); a watching thread makes each worker
    multi-threaded.
    """
    parent = parent or multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel
    # Without SIGIO the worker still ends, with its next message home.
    with contextlib.suppress(OSError):
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(sentinel, fcntl.F_GETFL)
        fcntl.fcntl(sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    # The parent may have died before that was arranged. (is_alive asks the same, 20 times slower.)
    ended = select.poll()
    ended.register(sentinel, select.POLLIN)
    if ended.poll(0):
        os._exit(1)
