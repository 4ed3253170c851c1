"""A command run to its end: its wall seconds, and the peak memory of its whole process tree."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

#: Seconds between looks at memory: a peak that is shorter may be missed, on either side alike.
LOOK = 0.02


class Watched(NamedTuple):
    """What a command took."""

    seconds: float
    peak_bytes: int  # proportional set size (PSS), summed over the tree


def watched(command: Sequence[str | Path], cwd: Path) -> Watched:
    """Run ``command`` without showing what it prints. Raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    root, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _tree_bytes(root))
        time.sleep(LOOK)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Watched(time.perf_counter() - begin, peak)


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
