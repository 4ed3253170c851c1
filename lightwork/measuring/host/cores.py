"""How many cores there are, and how many of them we may use."""

import math
import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

CGROUP_ROOT = Path("/sys/fs/cgroup")
OWN_CGROUPS = Path("/proc/self/cgroup")


class Cores(NamedTuple):
    """Counts of cores; None where the platform does not tell.

    ``usable`` = min(logical, affinity, quota rounded up): where we may really run. A cpuset shows
    as affinity. With a quota of 1.5 two workers may run, each for three quarters of the time.
    """

    logical: int
    physical: int | None
    affinity: int | None
    quota: float | None
    usable: int


def count_cores() -> Cores:
    """Count the cores of this host and what limits us on it."""
    import psutil  # here, because workers import this module

    logical, affinity, quota = os.cpu_count() or 1, affinity_cores(), quota_cores()
    whole = logical if quota is None else max(1, math.ceil(quota))
    return Cores(
        logical=logical,
        physical=psutil.cpu_count(logical=False),
        affinity=affinity,
        quota=quota,
        usable=min(logical, affinity or logical, whole),
    )


def affinity_cores() -> int | None:
    """Cores that this process may run on; None where the platform has no affinity (macOS)."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    return len(os.sched_getaffinity(0))


def quota_cores(root: Path = CGROUP_ROOT, own: Path = OWN_CGROUPS) -> float | None:
    """CPU quota of this process's control group and all above it, in cores; None if unlimited."""
    quotas = [quota_of(folder) for folder in own_groups(root, own)]
    return min((quota for quota in quotas if quota is not None), default=None)


def own_groups(
    root: Path, own: Path, wanted: Collection[str] = ("", "cpu", "cpu,cpuacct")
) -> list[Path]:
    """Control-group folders of this process, from its own up to the root.

    ``wanted`` are controllers, as version 1 names them; that of version 2 has no name.
    """
    if not own.is_file():
        return []
    folders = []
    for line in own.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers not in wanted:
            continue
        top = root / controllers if controllers else root
        folder = top / path.lstrip("/")
        while folder.is_relative_to(top):
            folders.append(folder)
            folder = folder.parent
    return folders


def quota_of(folder: Path) -> float | None:
    """The CPU quota of one control group, in cores; None if it has none."""
    version2 = folder / "cpu.max"
    if version2.is_file():
        quota, period = version2.read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    version1 = folder / "cpu.cfs_quota_us"
    if version1.is_file():
        quota_us = int(version1.read_text())
        return None if quota_us <= 0 else quota_us / int((folder / "cpu.cfs_period_us").read_text())
    return None
