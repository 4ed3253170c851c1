"""Which processes belong to a run, however they were started and whoever adopted them (Linux).

Two marks. What was started by an exec has the run's id in its environment. A forked worker shows
there what its parent was started with, when the run had no id yet; but it has inherited our end of
the pipe to the guard, and nobody else has that. Rejected: ``PR_SET_CHILD_SUBREAPER``, which needs
ctypes in the timed process and gives it children that it never started.

Light: the guard's process loads it without third parties.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from lightwork.strategies import RUN_VARIABLE

PROC = Path("/proc")
#: Where Linux keeps shared memory and named semaphores.
SHARED_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - the place itself, not a file of ours
#: The interpreter's own servants, which live as long as it does; words of their command lines.
#: ``multiprocess`` (of the strategy `multiprocess_pool`) has a fork server of its own.
SERVICES = ("multiprocessing.forkserver", "multiprocess.forkserver", "resource_tracker")


class Marks(NamedTuple):
    """By what the processes of a run are known."""

    run_id: str
    pipe: str = ""  # "pipe:[INODE]"


def all_pids() -> frozenset[int]:
    """Every process that runs on the host; empty where there is no /proc."""
    try:
        return frozenset(int(name) for name in os.listdir(PROC) if name.isdecimal())  # noqa: PTH208 - names, not paths
    except OSError:
        return frozenset()


def belongs_to_run(pid: int, marks: Marks) -> bool:
    """Whether a process is of the run. One that has ended, or is not ours to ask, is not."""
    try:
        words = (PROC / str(pid) / "environ").read_bytes().split(b"\0")
        if f"{RUN_VARIABLE}={marks.run_id}".encode() in words:
            return True
        files = (PROC / str(pid) / "fd").iterdir()
        return bool(marks.pipe) and any(_target(file) == marks.pipe for file in files)
    except OSError:
        return False


def processes_of(marks: Marks, among: Collection[int], but: Collection[int]) -> list[int]:
    """Those ``among`` the processes that belong to the run, oldest first."""
    return [pid for pid in sorted(among) if pid not in but and belongs_to_run(pid, marks)]


def parent_of(pid: int) -> int:
    """The process id of its parent; 0 where it is gone."""
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def descends_from(pid: int, ancestor: int) -> bool:
    """Whether it is a child of ``ancestor``, or a child's child."""
    while pid > 1:
        pid = parent_of(pid)
        if pid == ancestor:
            return True
    return False


def state_of(pid: int) -> str:
    """One letter as in proc(5): R computes, S sleeps, D waits for a device, T is stopped, Z is
    dead but not reaped; empty where it is gone."""
    fields = _stat(pid)
    return fields[0] if fields else ""


def command_of(pid: int) -> str:
    """Its command line; empty where it is gone or hides it."""
    try:
        command = (PROC / str(pid) / "cmdline").read_bytes()
        return command.replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def is_service(pid: int) -> bool:
    """Whether it is a fork server or a resource tracker, and not a worker of a fork server."""
    words = command_of(pid)
    return any(one in words for one in SERVICES) and command_of(parent_of(pid)) != words


def _stat(pid: int) -> list[str]:
    """The fields after the command's name, which may hold anything: state, parent, ..."""
    try:
        text = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _target(link: Path) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115 - it is no path
    except OSError:
        return ""
