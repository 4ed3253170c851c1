"""What a run left on this host: found by a mark in the environment of its processes (Linux)."""

import time
from collections.abc import Mapping
from pathlib import Path

SHM = Path("/dev/shm")  # noqa: S108 - it is looked at, nothing is written there
MARK = "MANYHANDS_STUDY"
#: Seconds in which what a run leaves is to be gone.
GONE = 5.0


def marked(environment: Mapping[str, str], mark: str) -> dict[str, str]:
    """An environment for a run: all that it starts inherits ``mark``."""
    return {**environment, MARK: mark}


def left_by(mark: str, segments: set[Path]) -> list[str]:
    """Marked processes, and segments and semaphores beyond ``segments``, that don't go away."""
    end = time.monotonic() + GONE
    while found := [*_processes(mark), *(f"{one}" for one in set(SHM.iterdir()) - segments)]:
        if time.monotonic() > end:
            break
        time.sleep(0.1)
    return found


def _processes(mark: str) -> list[str]:
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and wanted in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(f"process {folder.name} {command[:60]}")
        except OSError:  # it ended, or is another user's
            continue
    return found
