"""What a run left on this host: found by a mark in the environment of its processes."""

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

SHM = Path("/dev/shm")  # noqa: S108 - it is looked at, nothing is written there
MARK = "LIGHTWORK_STUDY"
#: Seconds in which what a run leaves is to be gone.
GONE = 5.0


def marked(environment: Mapping[str, str], mark: str) -> dict[str, str]:
    """An environment for a run: all that it starts inherits ``mark``."""
    return {**environment, MARK: mark}


def left_by(mark: str, segments: set[Path]) -> list[str]:
    """Marked processes, and segments and semaphores beyond ``segments``, that don't go away."""
    end = time.monotonic() + GONE
    while found := [*marked_processes(mark), *(f"{one}" for one in set(SHM.iterdir()) - segments)]:
        if time.monotonic() > end:
            break
        time.sleep(0.1)
    return found


def marked_processes(mark: str) -> list[str]:
    """The processes that inherited ``mark`` and have not ended."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # it ended meanwhile, or is another user's
            alive = process.status() != psutil.STATUS_ZOMBIE
            if alive and process.environ().get(MARK) == mark:
                found.append(f"process {process.pid} {' '.join(process.cmdline())[:60]}")
    return found
