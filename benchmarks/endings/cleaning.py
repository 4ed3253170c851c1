"""Ends and removes what a case has left."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from benchmarks.endings.host_looks import Left, living_threads
from benchmarks.endings.stop_thread import ask_to_stop

#: How long what is killed, or asked to stop, may take to be gone, in seconds.
KILL_SECONDS, STOP_SECONDS = 5.0, 3.0


def clean(left: Left) -> Left:
    """End processes and threads, remove files; gives what is there still.

    Open files are not closed: something in this process owns them, and a number that is used
    again would be closed under somebody else.
    """
    processes = kill(left.processes)
    for thread in left.threads:
        ask_to_stop(thread)
    deadline = time.monotonic() + STOP_SECONDS
    while living_threads() & set(left.threads) and time.monotonic() < deadline:
        time.sleep(0.02)
    remove(left.files)
    return Left(
        processes=processes,
        threads=tuple(living_threads() & set(left.threads)),
        files=tuple(file for file in left.files if Path(file).exists()),
    )


def kill(pids: Iterable[int]) -> tuple[int, ...]:
    """Kill processes and wait for their end; gives those that live on."""
    victims = []
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            process.kill()
            victims.append(process)
    _, alive = psutil.wait_procs(victims, KILL_SECONDS)
    return tuple(process.pid for process in alive)


def remove(paths: Iterable[str]) -> None:
    """Remove files and folders of ours; what is gone or refuses stays."""
    for path in paths:
        if Path(path).is_dir() and not Path(path).is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - a text
