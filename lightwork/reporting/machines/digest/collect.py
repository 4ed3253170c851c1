"""Many saved files as digests, in bounded memory: each file's rounds are dropped as soon as read.

From `FEWEST_FILES` on several processes read (`reader_crew`); starting them takes a quarter of a
second. What digests have in common (cases of the same plan, machines) is kept once.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar

from lightwork.reporting.machines.digest.run_digest import RunDigest
from lightwork.reporting.machines.digest.worker_pool import Read, read_digest, read_in_processes
from lightwork.reporting.read.errors import Problem, Unreadable

#: With fewer files one process is done before a second one has started.
FEWEST_FILES = 24
#: More processes would wait for the disk and for the one that collects; each takes 50 MB.
MOST_PROCESSES = 4
Same = TypeVar("Same")


class Collected(NamedTuple):
    """The runs that could be read, in the order of their files, and why others are left out."""

    digests: tuple[RunDigest, ...]
    refused: tuple[Unreadable, ...]


def collect(
    files: Sequence[Path],
    processes: int | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Collected:
    """Read ``files`` as digests; ``processes`` is how many read (default: as suits).

    ``meanwhile`` is done while others read; where this process reads, it is left out.
    """
    processes = processes_for(len(files)) if processes is None else processes
    if processes < 2:
        return _collected(map(read_digest, files))
    # Joined before anybody forks: a forked process would have its locks, but not the thread.
    beside = Thread(target=meanwhile)
    beside.start()
    try:
        return _collected(read_in_processes(files, processes))
    finally:
        beside.join()


def _collected(read: Iterable[Read]) -> Collected:
    digests: list[RunDigest] = []
    refused: list[Unreadable] = []
    once = _Once()
    for found in read:
        if isinstance(found, Problem):
            refused.append(Unreadable(found))
        else:
            digests.append(once.digest(found))
    return Collected(tuple(digests), tuple(refused))


def processes_for(files: int) -> int:
    """How many processes should read so many files."""
    if files < FEWEST_FILES:
        return 1
    return min(_usable_cores(), MOST_PROCESSES, files // (FEWEST_FILES // 2))


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Once:
    """Keeps what equals something seen before as one object."""

    def __init__(self) -> None:
        self._seen: dict[object, object] = {}

    def same(self, value: Same) -> Same:
        found: Same = self._seen.setdefault(value, value)  # type: ignore[assignment]
        return found

    def digest(self, found: RunDigest) -> RunDigest:
        return found._replace(
            machine=self.same(found.machine),
            python=self.same(found.python),
            command=self.same(found.command),
            commit=self.same(found.commit),
            cases=[one._replace(case=self.same(one.case)) for one in found.cases],
        )
