"""What there is of a run on the host, and what a case has added to it.

A look takes about a millisecond: it reads names only. Who is whose is asked for what is new.
"""

import contextlib
import os
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from benchmarks.endings.run_processes import (
    SHARED,
    Marks,
    all_pids,
    belongs,
    descends_from,
    is_service,
    parent_of,
    state_of,
)

#: Shared memory that multiprocessing has unlinked and keeps for its next `Value` or `Array`.
ARENA = f"{SHARED}/pym-"


class Look(NamedTuple):
    """What there was at one moment."""

    processes: frozenset[int]  # of the whole host, where /proc tells; else our descendants
    threads: frozenset[int]  # idents of all that run Python, as the interpreter knows them
    descriptors: frozenset[str]  # "fd 7 socket:[1234]"; empty where the system does not tell
    files: frozenset[str]  # paths: /dev/shm, and the run's temporary folder


class Left(NamedTuple):
    """What is there and was not before."""

    processes: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    descriptors: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def words(self) -> str:
        """What it is, for people; empty where nothing is left."""
        parts = [f"process {pid}" for pid in self.processes]
        parts += [f"thread {thread_name(ident)}" for ident in self.threads]
        parts += [descriptor.replace("fd ", "open file ", 1) for descriptor in self.descriptors]
        parts += [Path(file).name for file in self.files]
        more = f" and {len(parts) - 6} more" if len(parts) > 6 else ""
        return ", ".join(parts[:6]) + more


def look(folder: str = "") -> Look:
    """Look at the host now; ``folder`` is the run's temporary folder."""
    return Look(
        processes=all_pids() or _descendants(),
        threads=living_threads(),
        descriptors=open_descriptors(),
        files=frozenset(
            str(place / name)
            for place in (SHARED, *([Path(folder)] if folder else ()))
            for name in _names(place)
        ),
    )


def added(before: Look, now: Look, marks: Marks, owned: str) -> Left:
    """What of ours came in between. ``owned``: how names in /dev/shm begin that are ours.

    Zombies of ours that nobody waited for are processes, too; what serves the interpreter is not.
    """
    services, sockets = service_descriptors(), _listener_folders()
    return Left(
        processes=tuple(
            pid for pid in sorted(now.processes - before.processes) if _ours(pid, marks)
        ),
        threads=tuple(sorted(now.threads - before.threads)),
        descriptors=tuple(
            one
            for one in sorted(now.descriptors - before.descriptors)
            if one.split()[1] not in services and ARENA not in one
        ),
        files=tuple(
            file
            for file in sorted(now.files - before.files)
            if (Path(file).parent != SHARED or owned in file) and file not in sockets
        ),
    )


def living_threads() -> frozenset[int]:
    """Idents of the threads that run Python.

    Not ``threading.enumerate()``: until Python 3.12 a thread whose ``join`` is left by an exception
    is taken for ended, though it runs on (``Thread._wait_for_tstate_lock``).
    """
    return frozenset(sys._current_frames())


def thread_name(ident: int) -> str:
    """What a thread is called; its ident where its name is forgotten."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return names.get(ident, f"{ident:#x}")


def open_descriptors() -> frozenset[str]:
    """Our open files with what they are, where the system tells (Linux)."""
    found = set()
    for name in _names(Path("/proc/self/fd")):
        with contextlib.suppress(OSError):
            found.add(f"fd {name} {os.readlink(f'/proc/self/fd/{name}')}")  # noqa: PTH115 - it is no path
    return frozenset(found)


def service_descriptors() -> set[str]:
    """Numbers of the pipes to the fork server and the resource tracker: kept until we end.

    By private names, for want of public ones.
    """
    tracker = sys.modules.get("multiprocessing.resource_tracker")
    server = sys.modules.get("multiprocessing.forkserver")
    ends = (
        getattr(getattr(tracker, "_resource_tracker", None), "_fd", None),
        getattr(getattr(server, "_forkserver", None), "_forkserver_alive_fd", None),
    )
    return {str(end) for end in ends if end is not None}


def _listener_folders() -> set[str]:
    """Where fork servers have their sockets; each library removes its own as Python ends."""
    found = set()
    for library in ("multiprocessing", "multiprocess"):
        process = sys.modules.get(f"{library}.process")
        current = getattr(process, "current_process", lambda: None)()
        found.add(str(getattr(current, "_config", {}).get("tempdir") or ""))
    return found


def _ours(pid: int, marks: Marks) -> bool:
    if is_service(pid):
        return False
    if parent_of(pid) == os.getpid() or not Path("/proc").is_dir():
        return True  # a zombie, too: we have not waited for it
    return (descends_from(pid, os.getpid()) or belongs(pid, marks)) and state_of(pid) != "Z"


def _descendants() -> frozenset[int]:
    import psutil

    with contextlib.suppress(psutil.Error):
        return frozenset(child.pid for child in psutil.Process().children(recursive=True))
    return frozenset()


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names, not paths
    except OSError:
        return []
