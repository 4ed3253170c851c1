"""A command run to its end: its wall seconds, or the peak memory of its whole process tree.

Not both at once: who looks at the memory of five processes fifty times a second takes most of a
core, which a command of several processes misses and one of a single process does not.
"""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

#: Seconds between looks at memory: a peak that is shorter may be missed, on either side alike.
LOOK = 0.02
Command = Sequence[str | Path]


def seconds_of(command: Command, cwd: Path) -> float:
    """Wall seconds of ``command``. Raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    with _started(command, cwd):
        pass
    return time.perf_counter() - begin


def peak_bytes_of(command: Command, cwd: Path) -> int:
    """The most that the tree of ``command`` had at once: proportional set size (PSS), summed."""
    peak = 0
    with _started(command, cwd) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _tree_bytes(root))
            time.sleep(LOOK)
    return peak


@contextmanager
def _started(command: Command, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``command``, whose words nobody reads; at the end it has ended well."""
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield process
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, process.args)


def _tree_bytes(root: psutil.Process) -> int:
    """Shared pages count once, in parts: the PSS of a tree is what it really holds."""
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
                continue  # it ended between the two looks
    except psutil.NoSuchProcess:
        return total
    return total
