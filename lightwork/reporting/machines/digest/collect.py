"""Many saved files as digests, in bounded memory: each file's rounds are dropped as soon as read.

From `FEWEST_FILES` on several processes read; starting them takes a quarter of a second. When one
of them dies (a file of gigabytes, and the system short of memory), the pool can't say over which
file: those that it may have been are read again, each in a process of its own, so that one file is
refused by name and the rest goes on.
"""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from lightwork.reporting.machines.digest.run_digest import RunDigest, digest
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.run import read_run

#: With fewer files one process is done before a second one has started.
FEWEST_FILES = 24
#: More processes would wait for the disk and for the one that collects; each takes 50 MB.
MOST_PROCESSES = 4
#: New objects after which cycles are looked for: what a file is made of is dropped by counting
#: references, and at Python's 700 looking for cycles takes a twentieth of the time.
_SELDOM = 50_000
#: spawn: the parent may hold locks and gigabytes, and a fork would copy both.
SPAWN = multiprocessing.get_context("spawn")
Read = RunDigest | Problem


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


def processes_for(files: int) -> int:
    """How many processes should read so many files."""
    if files < FEWEST_FILES:
        return 1
    affinity = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MOST_PROCESSES, files // (FEWEST_FILES // 2))


def read_digest(file: Path) -> Read:
    """The digest of ``file``, or why it can't be used."""
    try:
        return digest(read_run(file))
    except Unreadable as error:
        return error.problem


def read_in_processes(
    files: Iterable[Path], processes: int, read: Callable[[Path], Read] = read_digest
) -> Iterator[Read]:
    """What ``processes`` processes ``read`` (a function of a module), in the order of ``files``.

    Where none can start (a caller's script without ``if __name__ == "__main__"`` starts itself in
    each of them), this process reads.
    """
    waiting = deque(files)
    while waiting:
        try:
            with ProcessPoolExecutor(processes, SPAWN, _begin) as pool:
                for found in pool.map(read, tuple(waiting)):
                    waiting.popleft()
                    yield found
        except BrokenProcessPool:
            if not _can_start():
                yield from map(read, waiting)
                return
            for _ in range(min(processes, len(waiting))):
                yield _read_alone(waiting.popleft(), read)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for who asked; we end with the pool
    gc.set_threshold(_SELDOM)


def _can_start() -> bool:
    """Whether a process that is to do nothing gets as far as that."""
    process = SPAWN.Process()
    process.start()
    process.join()
    return process.exitcode == 0


def _read_alone(file: Path, read: Callable[[Path], Read]) -> Read:
    """What a process of its own reads, or that it ended over ``file``."""
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=_send, args=(theirs, read, file), daemon=True)
    process.start()
    theirs.close()  # so that the pipe ends when the process does
    with ours:
        try:
            found: Read = ours.recv()
        except EOFError:
            process.join()
            code = process.exitcode or 0
            fate = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
            got = f"the process that read it ended ({fate})"
            remedy = "Leave it out, or read it on a machine with more memory"
            found = Problem(file, "", got, "a file that can be read", remedy)
    process.join()
    return found


def _send(pipe: Connection, read: Callable[[Path], Read], file: Path) -> None:
    _begin()
    pipe.send(read(file))


def _collected(read: Iterable[Read]) -> Collected:
    """What was read; what digests have in common (machines, cases of a plan) is kept once."""
    seen: dict[Any, Any] = {}

    def once(value: Any) -> Any:
        return seen.setdefault(value, value)

    digests: list[RunDigest] = []
    refused: list[Unreadable] = []
    for found in read:
        if isinstance(found, Problem):
            refused.append(Unreadable(found))
        else:
            keys = {key: once(key) for key in found.cases}
            same = found._replace(
                machine=once(found.machine),
                python=once(found.python),
                command=once(found.command),
                commit=once(found.commit),
                cases={keys[key]: one._replace(case=keys[key][1])
                       for key, one in found.cases.items()},
            )  # fmt: skip
            digests.append(same)
    return Collected(tuple(digests), tuple(refused))
