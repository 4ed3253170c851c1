"""SIGTERM and SIGHUP end a run as Ctrl-C does: what was finished is saved, and workers are ended.

By their default action the process would be gone at once, with its finished cases unsaved and its
workers alone. So while cases are measured each of them raises `KeyboardInterrupt`, as SIGINT does.
What is ignored (nohup) or handled by somebody else stays so. The exit status is 128 + the signal's
number, as a shell says it; for Ctrl-C it is pytest's 2.

Only the measuring process has these handlers. In a forked child the default actions are back before
anything else runs: a handler of Python's would wait there until a call into C returns, so that
``Process.terminate`` would not end a worker, ours or one of a user's own function, at once.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, SimpleNamespace
from typing import Any

#: Windows has no SIGHUP; Ctrl-Break is what ends a process there.
STOPPING = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]
#: The process that listens (0: none), its descriptors that were a terminal, the signals that came.
_STATE = SimpleNamespace(owner=0, terminals=(), came=[], at_fork=False)


def listen() -> None:
    """From now on the stopping signals end the run in order; where they reach us at all."""
    if threading.current_thread() is not threading.main_thread():
        return
    _STATE.owner, _STATE.came = os.getpid(), []
    _STATE.terminals = tuple(descriptor for descriptor in (1, 2) if _is_terminal(descriptor))
    for number in STOPPING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)
    if hasattr(os, "register_at_fork") and not _STATE.at_fork:
        os.register_at_fork(after_in_child=_forget)
        _STATE.at_fork = True


def stop_listening() -> None:
    """The default actions are back."""
    _back_to_default(_stop)
    _STATE.owner = 0


def came() -> int | None:
    """The signal that ended the run, if one of these did."""
    return _STATE.came[0] if _STATE.came else None


def raise_if_came() -> None:
    """End the run again: somebody swallowed the first `KeyboardInterrupt` (a destructor may)."""
    if _STATE.came:
        raise KeyboardInterrupt


@contextmanager
def not_now() -> Iterator[None]:
    """While the run is saved and ended, who asks again for its end has to wait for that."""
    numbers = (*STOPPING, signal.SIGINT) if _STATE.owner else ()
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: handler for number, handler in before.items() if callable(handler)}
    for number in before:
        signal.signal(number, _do_nothing)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def write_to_nobody_if_hung_up() -> None:
    """Where the terminal is gone, let what is still written go nowhere instead of failing."""
    for descriptor in _STATE.terminals:
        if not _is_terminal(descriptor):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _stop(number: int, _frame: FrameType | None) -> None:
    if os.getpid() != _STATE.owner:  # a forked child, before `_forget` has run in it
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        return
    _STATE.came.append(number)
    raise KeyboardInterrupt


def _do_nothing(number: int, _frame: FrameType | None) -> None:
    if os.getpid() != _STATE.owner:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)


def _forget() -> None:
    """In a child that was forked just now."""
    if _STATE.owner:
        _STATE.owner = 0
        _back_to_default(_stop, _do_nothing)


def _back_to_default(*ours: Callable[..., Any]) -> None:
    for number in STOPPING:
        if signal.getsignal(number) in ours:
            signal.signal(number, signal.SIG_DFL)


def _is_terminal(descriptor: int) -> bool:
    with suppress(OSError):
        return os.isatty(descriptor)
    return False
