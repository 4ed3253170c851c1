"""What the host says of its own state: clock frequency, heat, lack of memory, CPU quotas.

Where a system does not tell, the value is unknown (NaN) and disturbs nothing.

A quota that our own workers exhaust is a limit of this machine: it holds in every round, the
ceiling feels it as the case does, and to run the round again would change nothing. A quota that
others of the same group exhaust is a disturbance. So what the group used is read as well.
"""

import math
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import psutil

from lightwork.measuring.host.cores import CGROUP_ROOT, OWN_CGROUPS, own_groups, quota_of

CPU_FOLDER = Path("/sys/devices/system/cpu")
MEMORY_PRESSURE_FILE = Path("/proc/pressure/memory")
#: At most so many cores are read, spread evenly: a reading must stay cheap on large hosts.
MOST_SENSED_CORES = 4
FREQUENCY_FILE = "cpufreq/scaling_cur_freq"  # kHz
#: How often a core, or all cores of its package, were slowed because of heat since boot.
HEAT_FILES = ("thermal_throttle/core_throttle_count", "thermal_throttle/package_throttle_count")


class QuotaUse(NamedTuple):
    """Of one control group with a quota; CPU seconds since it was made."""

    throttled: float  # kept waiting, summed over cores
    used: float  # by all processes of the group; NaN: unknown
    cores: float  # the quota


class QuotaShares(NamedTuple):
    """What quotas did between two readings; the most that any of them did."""

    throttled: float = 0.0  # seconds kept waiting / wall seconds
    others: float = math.nan  # CPU seconds of others in that group / what it allows; NaN: unknown


def quota_uses(root: Path = CGROUP_ROOT, own: Path = OWN_CGROUPS) -> tuple[QuotaUse, ...]:
    """What the quotas above this process have done so far; empty where there is none."""
    return tuple(QuotaUse(*_use_in(folder), cores) for folder, cores in _limiting(root, own))


def quota_shares(
    before: tuple[QuotaUse, ...], after: tuple[QuotaUse, ...], own_cpu: float, wall: float
) -> QuotaShares:
    """What happened between two readings ``wall`` seconds apart; ``own_cpu``: our CPU seconds."""
    found = [QuotaShares()]
    for one, other in zip(before, after, strict=False):
        throttled = max(0.0, other.throttled - one.throttled) / wall
        others = max(0.0, other.used - one.used - own_cpu) / (other.cores * wall)
        # Unknown would come out of max as 0.
        unknown = math.isnan(other.used) or math.isnan(one.used)
        found.append(QuotaShares(throttled, math.nan if unknown else others))
    return max(found, key=lambda shares: shares.throttled)


@cache
def _limiting(root: Path, own: Path) -> tuple[tuple[Path, float], ...]:
    """The control groups that have a quota, with its cores.

    Looked for once: a process is rarely moved, and the search takes longer than all else that is
    read around a round.
    """
    groups = own_groups(root, own)
    return tuple((folder, quota) for folder in groups if (quota := quota_of(folder)) is not None)


def _use_in(folder: Path) -> tuple[float, float]:
    """CPU seconds throttled and used; 0 and NaN where the group does not tell."""
    try:
        fields = dict(line.split() for line in (folder / "cpu.stat").read_text().splitlines())
    except OSError:
        return 0.0, math.nan
    if "throttled_usec" in fields:  # version 2, microseconds
        used = int(fields["usage_usec"]) / 1e6 if "usage_usec" in fields else math.nan
        return int(fields["throttled_usec"]) / 1e6, used
    # Version 1, nanoseconds; use is another controller's, whose groups may be others.
    return int(fields.get("throttled_time", 0)) / 1e9, math.nan


class Reading(NamedTuple):
    """What was read at one instant; NaN is unknown."""

    kilohertz: float = math.nan  # of the quickest core that is read: an idle one slows down
    heat_events: float = math.nan  # since boot, summed over the cores that are read
    stalled_seconds: float = math.nan  # in which some task waited for memory, since boot
    swapped_bytes: float = math.nan  # to and from disk since boot; read only without the former


class Sensors:
    """The files that this host has, looked for once."""

    def __init__(
        self,
        folder: Path = CPU_FOLDER,
        pressure: Path = MEMORY_PRESSURE_FILE,
        cores: Iterable[int] | None = None,
    ) -> None:
        """``cores``: numbers of those that may be looked at; default: that we may run on."""
        known = sorted(_our_cores() if cores is None else cores)
        step = max(1, math.ceil(len(known) / MOST_SENSED_CORES))
        folders = [folder / f"cpu{core}" for core in known[::step]]
        self._frequency = _readable(one / FREQUENCY_FILE for one in folders)
        self._heat = _readable(one / name for one in folders for name in HEAT_FILES)
        self._pressure = str(pressure) if _stalled_seconds(str(pressure)) is not None else None

    def read(self) -> Reading:
        """Read all of them; about 20 microseconds a file."""
        frequencies = [value for path in self._frequency if (value := _number(path)) is not None]
        events = [value for path in self._heat if (value := _number(path)) is not None]
        stalled = None if self._pressure is None else _stalled_seconds(self._pressure)
        return Reading(
            kilohertz=max(frequencies, default=math.nan),
            # Fewer files than before would look like fewer events; then the count is unknown.
            heat_events=sum(events) if events and len(events) == len(self._heat) else math.nan,
            stalled_seconds=math.nan if stalled is None else stalled,
            swapped_bytes=_swapped_bytes() if stalled is None else math.nan,
        )


def _our_cores() -> Iterable[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)


def _readable(paths: Iterable[Path]) -> list[str]:
    return [str(path) for path in paths if _number(str(path)) is not None]


def _number(path: str) -> float | None:
    try:
        return float(_first_line(path))
    except (OSError, ValueError):  # not there, may not be read, or ``<unknown>``
        return None


def _first_line(path: str) -> bytes:
    # Not `open`: its buffers and decoding cost as much again as the kernel's answer.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 256).partition(b"\n")[0]
    finally:
        os.close(descriptor)


def _stalled_seconds(path: str) -> float | None:
    """The total of ``some avg10=0.00 ... total=MICROSECONDS`` (PSI, Linux 4.20); None: unknown."""
    try:
        return int(_first_line(path).rpartition(b"total=")[2]) / 1e6
    except (OSError, ValueError):
        return None


def _swapped_bytes() -> float:
    swap = psutil.swap_memory()
    return float(swap.sin + swap.sout)
