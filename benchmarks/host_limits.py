"""What a host has left for workers, and what limits it: control groups, users' limits, memory."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks.cores import CGROUP_ROOT, OWN_CGROUPS, own_groups

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
