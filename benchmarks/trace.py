"""Who worked when, the workers' side: each notes start and end of every task it runs.

The notes go into a private folder, one file per worker, `NOTE.size` bytes a task, each written
before its result travels: a pool's workers are killed in the end, and what they held in memory
would be lost. Noting a task costs about 3 µs (2.6 to 2.9 µs on a 2-core virtual machine). This
module is imported by workers: nothing heavy here.
"""

import itertools
import os
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

#: Start and end of a task, nanoseconds of ``time.perf_counter``: one clock for all processes of a
#: host on Linux (CLOCK_MONOTONIC), macOS and Windows. `benchmarks.timeline` checks that it is.
NOTE = struct.Struct("=qq")


class Traced:
    """A task that notes when it ran. Pickles by name, like the task."""

    def __init__(self, task: Callable[[Any], Any], folder: str) -> None:
        self.task = task
        self.folder = folder

    def __call__(self, item: Any) -> Any:
        start = time.perf_counter_ns()
        result = self.task(item)
        end = time.perf_counter_ns()
        os.write(_own_log(self.folder).file, NOTE.pack(start, end))
        return result


class _Log:
    """One worker's open file; closed when the thread ends or begins another."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.process = os.getpid()
        # The counter: the system may give an ended thread's number to the next one.
        name = f"{self.process}-{threading.get_native_id()}-{next(_NUMBERS)}"
        path = os.path.join(folder, name)  # noqa: PTH118 - a worker need not load pathlib
        self.file = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        )

    def __del__(self) -> None:
        if hasattr(self, "file"):  # else it could not be opened
            os.close(self.file)


class _Own(threading.local):
    log: _Log | None = None


_NUMBERS = itertools.count()
_OWN = _Own()


def _own_log(folder: str) -> _Log:
    # Kept here and not in the task, which is unpickled anew for each chunk. A forked worker begins
    # with its parent's.
    log = _OWN.log
    if log is None or log.process != os.getpid() or log.folder != folder:
        log = _OWN.log = _Log(folder)
    return log


def forget_own_log() -> None:
    """Close the file of this thread, if it was a worker itself."""
    _OWN.log = None
