"""Make a fork's memory its own before it is timed.

After a fork every page is shared until somebody writes to it, and the first write to each is a page
fault: a group-by of 14 ms took 24 ms in a plain fork, with 1,845 faults instead of 491. So a fork
has the kernel copy all pages that its launcher has in memory (``madvise(MADV_POPULATE_WRITE)``,
Linux 5.14 and later), outside of the clock.
"""

import ctypes
import os
from array import array
from collections.abc import Sequence

#: From ``asm-generic/mman-common.h``.
_MADV_POPULATE_WRITE = 23
#: Bit 63 of an entry in /proc/PID/pagemap: the page is in memory.
_PRESENT = 1 << 63
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
#: Pages that are not in memory between two that are, and are populated with them all the same:
#: fewer calls.
_GAP = 16

MemoryRun = tuple[int, int]  # address and bytes


def resident_runs() -> list[MemoryRun]:
    """Where this process's private writable memory is; empty where the system does not say."""
    try:
        with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:  # noqa: PTH123
            areas = [line.split()[:2] for line in maps if "[v" not in line]
        with open("/proc/self/pagemap", "rb") as pages:  # noqa: PTH123
            return [
                run
                for place, rights in areas
                if rights == "rw-p"
                for run in _runs_of(pages.fileno(), *(int(part, 16) for part in place.split("-")))
            ]
    except OSError:
        return []


def _runs_of(pagemap: int, begin: int, end: int) -> list[MemoryRun]:
    entries = array("Q")
    text = os.pread(pagemap, (end - begin) // _PAGE * 8, begin // _PAGE * 8)
    entries.frombytes(text[: len(text) // 8 * 8])
    runs: list[list[int]] = []
    for number, entry in enumerate(entries):
        if not entry & _PRESENT:
            continue
        if runs and number - runs[-1][1] <= _GAP:
            runs[-1][1] = number + 1
        else:
            runs.append([number, number + 1])
    return [(begin + first * _PAGE, (last - first) * _PAGE) for first, last in runs]


def bytes_of(runs: Sequence[MemoryRun]) -> int:
    """How much memory these are."""
    return sum(length for _, length in runs)


class Populate:
    """Copies the pages of ``runs``; made in the launcher, called in its forks."""

    def __init__(self, runs: Sequence[MemoryRun]) -> None:
        self._runs = runs
        self._madvise = ctypes.CDLL(None).madvise if runs else None
        if self._madvise is not None:
            self._madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)

    def __call__(self) -> None:
        """A run that is no longer there is left out by the kernel: nothing is lost by that."""
        if self._madvise is not None:
            for address, length in self._runs:
                self._madvise(address, length, _MADV_POPULATE_WRITE)
