"""Who worked when, the workers' side: each notes start and end of every task it runs.

Threads note in memory: to write a file is to let go of the GIL, and the switch after each task
would be ours. Other workers write into a private folder, one file each, before the result travels:
a pool's workers are killed in the end, and with them what they remember. A note costs 1 µs in a
thread and 3 µs in a process (2-core virtual machine). This module is imported by workers: nothing
heavy here.
"""

import itertools
import os
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

#: Start and end of a task, nanoseconds of ``time.perf_counter``: one clock for all processes of a
#: host on Linux (CLOCK_MONOTONIC), macOS and Windows. `lightwork.measuring.cases.timeline` checks
#: that it is.
TASK_NOTE = struct.Struct("=qq")


NanosecondsSpan = tuple[int, int]


class Traced:
    """A task that notes when it ran. Pickles by name, like the task.

    ``folder`` is where workers write; it also names the round.
    """

    def __init__(self, task: Callable[[Any], Any], folder: str) -> None:
        self.task = task
        self.folder = folder

    def __call__(self, item: Any) -> Any:
        start = time.perf_counter_ns()
        result = self.task(item)
        end = time.perf_counter_ns()
        # Kept with the thread and not here: a task is unpickled anew for each chunk. A forked
        # worker begins with its parent's.
        log = _OWN.log
        if log is None or log.process != os.getpid() or log.folder != self.folder:
            log = _OWN.log = _new_log(self.folder)
        log.note(start, end)
        return result


class _Memory:
    """Notes of a thread of the parent."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.process = os.getpid()
        self.spans: list[NanosecondsSpan] = []

    def note(self, start: int, end: int) -> None:
        self.spans.append((start, end))


class _File:
    """Notes of any other worker; the file is closed when it ends or begins another."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.process = os.getpid()
        # The counter: the system may give an ended thread's number to the next one.
        name = f"{self.process}-{threading.get_native_id()}-{next(_NUMBERS)}"
        path = os.path.join(folder, name)  # noqa: PTH118 - a worker need not load pathlib
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags)

    def note(self, start: int, end: int) -> None:
        os.write(self._file, TASK_NOTE.pack(start, end))

    def __del__(self) -> None:
        if hasattr(self, "_file"):  # else it could not be opened
            os.close(self._file)


class _Own(threading.local):
    log: _Memory | _File | None = None


_NUMBERS = itertools.count()


_OWN = _Own()


#: The round that this very interpreter is the parent of, and what its threads noted.
_HERE: tuple[str, int, list[_Memory]] | None = None


def _new_log(folder: str) -> _Memory | _File:
    if _HERE is not None and _HERE[:2] == (folder, os.getpid()):
        log = _Memory(folder)
        _HERE[2].append(log)
        return log
    return _File(folder)


def expect_notes(folder: str) -> None:
    """Say that this process and interpreter is the parent of the round of ``folder``."""
    global _HERE
    _HERE = (folder, os.getpid(), [])


def take_notes() -> list[list[NanosecondsSpan]]:
    """The tasks of each thread of the round, which is over with this; nanoseconds."""
    global _HERE
    logs = _HERE[2] if _HERE is not None else []
    _HERE = _OWN.log = None
    return [log.spans for log in logs]
