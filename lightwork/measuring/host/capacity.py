"""Whether a host has room for a case: processes, file descriptors and memory, before it starts.

What limits it are control groups, the user's limits and the memory that is left. A case that is too
much is not run, with the limit named: half started it would hang, or the system would end
somebody's process for want of memory. The needs are counted per worker, from what the dearest
strategy was seen to take (Python 3.11, Linux), with something to spare.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from lightwork.core.record import Case
from lightwork.measuring.host.cores import CGROUP_ROOT, OWN_CGROUPS, own_groups
from lightwork.measuring.host.memory import MIB
from lightwork.measuring.host.skips import Unavailable
from lightwork.strategy import Strategy

#: Where a control group says what is allowed, and what is used; version 2, then version 1.
TASK_FILES = (("pids.max", "pids.current"),)
MEMORY_FILES = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
#: Per process: descriptors of the parent for its pipes (4 with `lightwork.strategies.process`);
#: bytes that it takes for itself (spawn: 13 MiB).
PROCESS_DESCRIPTORS, PROCESS_BYTES = 4, 14 * MIB
#: Per thread: itself; no descriptor; of its stack a few pages.
THREAD_BYTES = 256 * 2**10
#: Whatever the workers: a server, a fork server, a tracker, an executor's own threads; their pipes;
#: items and results.
MORE_TASKS, MORE_DESCRIPTORS, MORE_BYTES = 8, 32, 48 * MIB


class Limit(NamedTuple):
    """How much of something is left, and what limits it."""

    left: int
    by: str


class Capacity(NamedTuple):
    """What is left for workers; None is unknown, or unlimited."""

    tasks: Limit | None
    descriptors: Limit | None
    memory: Limit | None


def capacity_left() -> Capacity:
    """What is left now."""
    groups = list(_groups())
    return Capacity(
        tasks=_least(*_by_groups(groups, TASK_FILES), _by_user()),
        descriptors=_descriptors(),
        memory=_least(*_by_groups(groups, MEMORY_FILES), _of_host()),
    )


def _least(*limits: Limit | None) -> Limit | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _groups() -> Iterator[Path]:
    """The folders of our control groups, of every controller that limits what is counted here."""
    for controllers in (("",), ("pids",), ("memory",)):
        yield from own_groups(CGROUP_ROOT, OWN_CGROUPS, controllers)


def _by_groups(groups: list[Path], files: tuple[tuple[str, ...], ...]) -> Iterator[Limit]:
    for folder in groups:
        for most, used, *freed in files:
            with suppress(OSError, ValueError):  # not there, or "max"
                allowed = int((folder / most).read_text())
                taken = int((folder / used).read_text())
                for name in freed:  # a cache of files, which is given up for programs
                    taken -= _field(folder / "memory.stat", name)
                yield Limit(allowed - taken, f"the control group's {most} of {allowed:,}")


def _field(file: Path, name: str) -> int:
    fields = dict(line.split() for line in file.read_text().splitlines())
    return int(fields.get(name, 0))


def _by_user() -> Limit | None:
    """By the limit of processes and threads for each user, which root has not."""
    allowed = None if sys.platform == "win32" or os.geteuid() == 0 else _own_limit("RLIMIT_NPROC")
    if allowed is None:
        return None
    own = 0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            own += process.num_threads() if process.uids().real == os.getuid() else 0
    return Limit(allowed - own, f"the limit of {allowed:,} for this user (ulimit -u)")


def _descriptors() -> Limit | None:
    allowed = _own_limit("RLIMIT_NOFILE")
    if allowed is None:
        return None
    try:
        used = len(os.listdir("/dev/fd"))  # noqa: PTH208 - names are enough
    except OSError:  # no /proc to tell
        used = 0
    return Limit(allowed - used, f"the limit of {allowed:,} (ulimit -n)")


def _own_limit(name: str) -> int | None:
    """A limit of this process; None where there is none."""
    if sys.platform == "win32":
        return None
    import resource

    allowed = resource.getrlimit(getattr(resource, name))[0]
    return None if allowed == resource.RLIM_INFINITY else allowed


def _of_host() -> Limit | None:
    try:
        return Limit(psutil.virtual_memory().available, "this host")
    except (psutil.Error, OSError):  # no /proc to tell
        return None


class ResourceNeeds(NamedTuple):
    """What a case may take, at most."""

    workers: int
    tasks: int  # processes and threads
    descriptors: int
    memory: int  # bytes


def require_room(case: Case, strategy: Strategy | None) -> None:
    """Raise `Unavailable` where the host has no room for a case.

    ``strategy``: None where a cost family has a name of its own, which is taken for processes.
    """
    worker = strategy.worker if strategy is not None else "process"
    require_capacity(needs_of(case.workers, worker))
    if worker == "process" and (reason := why_no_semaphores()):
        raise Unavailable(reason)


def why_no_semaphores() -> str | None:
    """Why this host has no locks for several processes; None where it has."""
    try:
        multiprocessing.get_context().Lock()
    except OSError as error:
        return (
            f"this host gives no semaphores ({error.strerror}): on Linux they are files in "
            "/dev/shm, so mount it (`mount -t tmpfs tmpfs /dev/shm`), or give it room."  # noqa: S108
        )
    return None


def needs_of(workers: int, worker: str) -> ResourceNeeds:
    """What so many workers of a kind (of `WORKER_SORTS`) take."""
    processes = workers if worker == "process" else 0
    threads = workers if worker in ("thread", "interpreter") else 0
    if not processes + threads:
        return ResourceNeeds(0, 0, 0, 0)
    return ResourceNeeds(
        workers,
        processes + threads + MORE_TASKS,
        PROCESS_DESCRIPTORS * processes + MORE_DESCRIPTORS,
        PROCESS_BYTES * processes + THREAD_BYTES * threads + MORE_BYTES,
    )


def require_capacity(needs: ResourceNeeds, room: Capacity | None = None) -> None:
    """Raise `Unavailable` if the host has not what ``needs`` says; ``room``: what is left now."""
    if not needs.tasks:  # a loop has no workers: nothing to look for
        return
    for what, unit, remedy, needed, left in zip(
        ("processes and threads", "file descriptors", "MiB of memory"),
        (1, 1, MIB),
        ("raise it", "raise it", "end other programs"),
        needs[1:],
        room or capacity_left(),
        strict=True,
    ):
        if left is not None and left.left < needed:
            raise Unavailable(
                f"{needs.workers} workers may take {needed // unit:,} {what}, and {left.by} leaves "
                f"{max(0, left.left) // unit:,}: {remedy}, or ask for fewer (--workers)."
            )
