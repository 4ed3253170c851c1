"""What the host says of its own state: clock frequency, heat, and lack of memory.

Where a system does not tell, the value is unknown (NaN) and disturbs nothing.
"""

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import psutil

CPU_FOLDER = Path("/sys/devices/system/cpu")
MEMORY_PRESSURE_FILE = Path("/proc/pressure/memory")
#: At most so many cores are looked at, spread evenly: a look must stay cheap on large hosts.
MOST_CORES = 4
FREQUENCY_FILE = "cpufreq/scaling_cur_freq"  # kHz
#: How often a core, or all cores of its package, were slowed because of heat since boot.
HEAT_FILES = (
    "thermal_throttle/core_throttle_count",
    "thermal_throttle/package_throttle_count",
)


class Reading(NamedTuple):
    """What was read at one instant; NaN is unknown."""

    kilohertz: float = math.nan  # of the quickest core that is looked at: an idle one slows down
    heat_events: float = math.nan  # since boot, summed over the cores that are looked at
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
        chosen = _spread(sorted(_our_cores() if cores is None else cores))
        folders = [folder / f"cpu{core}" for core in chosen]
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


def _spread(cores: list[int]) -> list[int]:
    step = max(1, math.ceil(len(cores) / MOST_CORES))
    return cores[::step]


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
        line = _first_line(path)
        return int(line.rpartition(b"total=")[2]) / 1e6
    except (OSError, ValueError):
        return None


def _swapped_bytes() -> float:
    swap = psutil.swap_memory()
    return float(swap.sin + swap.sout)
