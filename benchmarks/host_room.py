"""Whether a host has room for a case: processes, file descriptors and memory, before it starts.

A case that is too much is not run, with the limit named: half started it would hang, or the system
would end somebody's process for want of memory. The needs are counted per worker, from what the
dearest strategy was seen to take (Python 3.11, Linux), with something to spare.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks.cores import CGROUP_ROOT, OWN_CGROUPS, own_groups
from benchmarks.measure import Measured
from benchmarks.memory_figures import MIB
from benchmarks.record import Case
from benchmarks.skips import Unavailable
from strategies import Strategy

#: Per worker process: itself and its twin of the ceiling; descriptors of the parent for its pipes
#: (4 with `strategies.process`); bytes that it takes for itself (spawn: 13 MiB).
TASKS, DESCRIPTORS, BYTES = 2, 4, 16 * MIB
#: Per thread: itself; no descriptor; of its stack a few pages.
THREAD_BYTES = 256 * 2**10
#: Whatever the workers: a server, a fork server, a tracker, an executor's own threads; their pipes;
#: items and results.
MORE_TASKS, MORE_DESCRIPTORS, MORE_BYTES = 8, 32, 48 * MIB
#: Where a control group says what is allowed, and what is used; version 2, then version 1.
TASK_FILES = (("pids.max", "pids.current"),)
MEMORY_FILES = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)


class Limit(NamedTuple):
    """How much of something is left, and what limits it."""

    left: int
    by: str


class Room(NamedTuple):
    """What is left for workers; None is unknown, or unlimited."""

    tasks: Limit | None
    descriptors: Limit | None
    memory: Limit | None


def in_room(
    case: Case, strategies: Mapping[str, Strategy], measure: Callable[[], Measured]
) -> Callable[[], Measured]:
    """``measure``, but for a host that has no room for the case: that raises `Unavailable`."""

    def measure_or_tell() -> Measured:
        strategy = strategies.get(case.strategy)  # cost families have names of their own, too
        require_room(case, strategy.worker if strategy is not None else "process")
        try:
            return measure()
        except OSError as error:
            if reason := why_no_semaphores():
                raise Unavailable(reason) from error
            raise

    return measure_or_tell


def why_no_semaphores() -> str:
    """Why this host has no locks for several processes; "" where it has."""
    try:
        multiprocessing.get_context().Lock()
    except OSError as error:
        return (
            f"this host gives no semaphores ({error.strerror}): on Linux they are files in "
            "/dev/shm, so mount it (`mount -t tmpfs tmpfs /dev/shm`), or give it room."  # noqa: S108
        )
    return ""


def require_room(case: Case, worker: str, room: Room | None = None) -> None:
    """Raise `Unavailable` if the host has no room for the workers of ``case``.

    ``worker`` is their kind, as `strategies.WORKERS`; ``room`` what is left (default: look).
    """
    if worker not in ("process", "thread", "interpreter"):
        return
    many = case.workers if worker == "process" else 0
    tasks = TASKS * many + (case.workers if not many else 0) + MORE_TASKS
    needs = {
        "processes and threads": (tasks, 1, "raise it"),
        "file descriptors": (DESCRIPTORS * many + MORE_DESCRIPTORS, 1, "raise it"),
        "MiB of memory": (
            BYTES * many + THREAD_BYTES * (case.workers - many) + MORE_BYTES,
            MIB,
            "end other programs",
        ),
    }
    for (what, (needed, unit, remedy)), left in zip(needs.items(), room or look(), strict=True):
        if left is not None and left.left < needed:
            raise Unavailable(
                f"{case.workers} workers may take {needed // unit:,} {what}, and {left.by} leaves "
                f"{max(0, left.left) // unit:,}: {remedy}, or ask for fewer (--workers)."
            )


def look() -> Room:
    """What is left now."""
    groups = list(_groups())
    return Room(
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
    if sys.platform == "win32" or os.geteuid() == 0:
        return None
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_NPROC)[0]
    if allowed == resource.RLIM_INFINITY:
        return None
    own = 0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            own += process.num_threads() if process.uids().real == os.getuid() else 0
    return Limit(allowed - own, f"the limit of {allowed:,} for this user (ulimit -u)")


def _descriptors() -> Limit | None:
    if sys.platform == "win32":
        return None
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed == resource.RLIM_INFINITY:
        return None
    try:
        used = len(os.listdir("/dev/fd"))  # noqa: PTH208 - names are enough
    except OSError:  # no /proc to tell
        used = 0
    return Limit(allowed - used, f"the limit of {allowed:,} (ulimit -n)")


def _of_host() -> Limit | None:
    try:
        return Limit(psutil.virtual_memory().available, "this host")
    except (psutil.Error, OSError):  # no /proc to tell
        return None
