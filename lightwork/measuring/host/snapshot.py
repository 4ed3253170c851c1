"""What there is of a run on the host, and what a case has added to it.

A snapshot takes about a millisecond: it reads names only. Who is whose is asked for what is new.
What is opened in one case and shared with others is not left behind by the first.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lightwork.measuring.host.processes import (
    SHARED_MEMORY_FOLDER,
    Marks,
    all_pids,
    belongs_to_run,
    descends_from,
    is_service,
    parent_of,
    state_of,
)

#: Shared memory that multiprocessing has unlinked and keeps for its next `Value` or `Array`.
ARENA = f"{SHARED_MEMORY_FOLDER}/pym-"
#: How the temporary folders of multiprocessing begin. A process removes its own when it ends.
FOLDERS = "pymp-"

# What is shared by several cases.
_processes: set[int] = set()
_descriptors: set[str] = set()
_masters: set[int] = set()  # shared processes that start others, and so have such folders


class HostSnapshot(NamedTuple):
    """What there was at one moment."""

    processes: frozenset[int]  # of the whole host, where /proc tells; else our descendants
    threads: frozenset[int]  # idents of all that run Python, as the interpreter knows them
    descriptors: frozenset[str]  # "fd 7 socket:[1234]"; empty where the system does not tell
    files: frozenset[str]  # paths: /dev/shm, and the run's temporary folder


class Leaks(NamedTuple):
    """What is there and was not before."""

    processes: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    descriptors: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def text(self) -> str:
        """What it is, for people; empty where nothing is left."""
        parts = [f"process {pid}" for pid in self.processes]
        parts += [f"thread {thread_name(ident)}" for ident in self.threads]
        parts += [descriptor.replace("fd ", "open file ", 1) for descriptor in self.descriptors]
        parts += [Path(file).name for file in self.files]
        more = f" and {len(parts) - 6} more" if len(parts) > 6 else ""
        return ", ".join(parts[:6]) + more


def take_host_snapshot(folder: str = "") -> HostSnapshot:
    """What is on the host now; ``folder`` is the run's temporary folder."""
    return HostSnapshot(
        processes=all_pids() or _descendants(),
        threads=living_threads(),
        descriptors=open_descriptors(),
        files=frozenset(
            str(place / name)
            for place in (SHARED_MEMORY_FOLDER, *([Path(folder)] if folder else ()))
            for name in _names(place)
        ),
    )


def added(before: HostSnapshot, now: HostSnapshot, marks: Marks, owned: str) -> Leaks:
    """What of ours came in between. ``owned``: how names in /dev/shm begin that are ours.

    Zombies of ours that nobody waited for are processes, too; what serves the interpreter is not.
    """
    services, sockets = service_descriptors(), _listener_folders()
    return Leaks(
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
            if (Path(file).parent != SHARED_MEMORY_FOLDER or owned in file) and file not in sockets
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
    return (descends_from(pid, os.getpid()) or belongs_to_run(pid, marks)) and state_of(pid) != "Z"


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


@contextlib.contextmanager
def shared_resource(starts_others: bool = False) -> Iterator[None]:
    """What appears on the host in this block stays until the one who opened it closes it.

    ``starts_others``: whether a process that is opened starts processes of its own, later.
    """
    before = take_host_snapshot()
    yield
    now = take_host_snapshot()
    new = now.processes - before.processes
    _processes.update(new)
    _descriptors.update(now.descriptors - before.descriptors)
    if starts_others:
        _masters.update(new)


def with_shared_resources(before: HostSnapshot, now: HostSnapshot) -> HostSnapshot:
    """The snapshot ``before``, as if all that is shared ``now`` had been there."""
    _descriptors.intersection_update(open_descriptors())  # a number may come to be somebody else's
    _masters.intersection_update(now.processes)
    folders = (file for file in now.files if Path(file).name.startswith(FOLDERS))
    return before._replace(
        processes=before.processes | _processes,
        descriptors=before.descriptors | _descriptors,
        files=before.files | (frozenset(folders) if _masters else frozenset()),
    )


def shared_processes() -> frozenset[int]:
    """Process ids of what is shared."""
    return frozenset(_processes)
