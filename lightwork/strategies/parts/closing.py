"""Closing what a library opened, when its own closing may hang for ever."""

import contextlib
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing.process import BaseProcess
from typing import Any

from lightwork.strategies.parts.worker_start import signals_wait

#: How long a library's own closing may take before it is forced, in seconds. Idle workers end in
#: some ms each; the rest is for a loaded host with hundreds of them.
CLOSE_SECONDS = 3.0
#: How long forcing may take before it is given up with an error, in seconds.
FORCE_SECONDS = 10.0


class NewChildren:
    """The child processes that appeared since this was made, by public means.

    ``multiprocessing.active_children()`` forgets the dead, so they are remembered here. An engine
    with a multiprocessing of its own has an ``active_children`` of its own.
    """

    def __init__(
        self, active_children: Callable[[], Iterable[Any]] = multiprocessing.active_children
    ) -> None:
        self._active_children = active_children
        self._before = set(active_children())
        self.seen: list[BaseProcess] = []

    def find_new(self) -> list[BaseProcess]:
        """Add those that came since the last look; give all, dead ones too, oldest first."""
        new = set(self._active_children()) - self._before - set(self.seen)
        self.seen += sorted(new, key=lambda process: process.pid or 0)
        return self.seen

    def alive(self) -> bool:
        """Whether one of them lives."""
        return any(process.exitcode is None for process in self.find_new())

    def kill(self) -> None:
        """Kill and reap them all."""
        for process in self.find_new():
            if process.exitcode is None:
                process.kill()
        for process in self.seen:
            process.join()

    def forget(self) -> None:
        """Free what the dead still hold here (a file descriptor or two each)."""
        for process in self.seen:
            process.close()
        self.seen.clear()


def close_or_force(
    end: Callable[[], object],
    unblock: Callable[[int], object],
    new_children: NewChildren,
    threads: list[threading.Thread],
    patience: float,
) -> None:
    """Call ``end``; after ``patience`` seconds, or if it leaves something, force it.

    ``end`` runs in a thread of its own, so that a deadlock in it can be answered.
    ``unblock(attempt)`` is called, again and again, once all workers are dead: it frees what they
    died with, more harshly the higher the attempt. At 0 their death itself was mostly enough.
    ``threads`` are the library's own, which may outlive an ``end`` that failed.

    Where the interpreter is ending already (a generator that a Ctrl-C cut off from its ``with`` is
    closed by the garbage collector only then), no thread can be started: before Python 3.12 that
    waits for ever. Then the workers are killed, and that is all.
    """
    if sys.is_finalizing():
        new_children.kill()
        return
    with signals_wait():  # a second Ctrl-C, when somebody is impatient
        ender = threading.Thread(target=_quietly, args=(end,), name="closing", daemon=True)
        ender.start()
        ender.join(patience)
        _force(unblock, new_children, [ender, *threads])
        new_children.forget()


def free(lock: Any) -> None:
    """Free a lock of multiprocessing that somebody died with; nobody may be left to take it."""
    lock.acquire(False)
    with contextlib.suppress(ValueError):  # released meanwhile
        lock.release()


def _force(
    unblock: Callable[[int], object], new_children: NewChildren, threads: list[threading.Thread]
) -> None:
    """Kill and unblock until nothing is left; nothing to do where ``end`` has done it all."""
    deadline = time.monotonic() + FORCE_SECONDS
    attempt = 0
    while new_children.alive() or any(thread.is_alive() for thread in threads):
        new_children.kill()
        unblock(attempt)
        attempt += 1
        _join(threads, seconds=0.05)
        if time.monotonic() > deadline:
            left = [thread.name for thread in threads if thread.is_alive()]
            raise RuntimeError(f"could not end {', '.join(left)}; please report this")


def _join(threads: list[threading.Thread], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def _quietly(end: Callable[[], object]) -> None:
    # What it leaves is looked for, and forced, in `close_or_force`.
    with contextlib.suppress(Exception):
        end()
