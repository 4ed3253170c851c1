"""What the workers really were: each notes it in one untimed round per case.

The note goes into a private folder, one file per worker, so that the results stay what they are
and every strategy can be audited, also one that carries only numbers. This module is imported by
workers: nothing heavy here.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.measuring.host.cores import affinity_cores
from lightwork.measuring.host.gil import gil_is_on
from lightwork.measuring.host.python import start_method_of_this_process


class WorkerNote(NamedTuple):
    """One worker as it saw itself after its latest task."""

    process: int
    thread: int
    start_method: str
    gil: bool
    affinity: int | None
    blas_threads: int | None  # the most that any BLAS pool in the worker may use; None: no BLAS
    peak_memory_bytes: int | None
    host: str = ""  # anonymous id; empty: this host, as the note came by a file


class Audited:
    """A task that notes its worker after each call. Pickles by name, like the task."""

    def __init__(self, task: Callable[[Any], Any], folder: str) -> None:
        self.task = task
        self.folder = folder

    def __call__(self, item: Any) -> Any:
        result = self.task(item)
        self.leave_note()
        return result

    def leave_note(self) -> None:
        """Write down what this worker is."""
        note = note_this_worker()
        path = Path(self.folder) / f"{note.process}-{note.thread}.json"
        path.write_text(json.dumps(note))


class AuditedAsync(Audited):
    """The same for an async task."""

    async def __call__(self, item: Any) -> Any:
        result = await self.task(item)
        self.leave_note()
        return result


def note_this_worker() -> WorkerNote:
    """Look at the thread and process that this is called in."""
    return WorkerNote(
        process=os.getpid(),
        thread=threading.get_native_id(),
        start_method=start_method_of_this_process(),
        gil=gil_is_on(),
        affinity=affinity_cores(),
        blas_threads=_blas_threads(),
        peak_memory_bytes=_peak_memory_bytes(),
    )


def read_worker_notes(folder: str) -> list[WorkerNote]:
    """The notes of all workers of an audited round."""
    return [WorkerNote(*json.loads(path.read_text())) for path in sorted(Path(folder).iterdir())]


def _blas_threads() -> int | None:
    """Read only where numpy is loaded already: an audit must not load it into a worker."""
    if "numpy" not in sys.modules:
        return None
    import threadpoolctl

    pools = [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]
    return max(pools, default=None)


def _peak_memory_bytes() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
