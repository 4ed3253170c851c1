"""Ends and removes what a case has left on the host, and says what that means for the case."""

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from lightwork.measuring.cases.speedup_case import Measured
from lightwork.measuring.host.snapshot import Leaks, living_threads

#: Functions in which an executor's worker waits for work.
IDLE = ("_worker",)
#: How long what is killed, or asked to stop, may take to be gone, in seconds.
_KILL_SECONDS, STOP_SECONDS = 5.0, 3.0


def ask_to_stop(ident: int) -> bool:
    """Raise SystemExit in a thread at its next bytecode; whether it could be asked.

    That is no `Exception`, which tasks may handle, and ends a thread without a word.

    An idle worker of an executor is not asked: it ends with the executor, and if it took this
    in place of the sign to end, it would not hand that on to the others.

    ``PyThreadState_SetAsyncExc`` (Python/C API, "Thread State and the GIL"). It ends a loop of
    Python; what waits for a lock or in a call into C does not hear it before that returns.
    """
    import ctypes  # here: the timed process does not load it where all is well

    frame = sys._current_frames().get(ident)
    if frame is None or frame.f_code.co_name in IDLE:
        return False
    asked = ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(ident), ctypes.py_object(SystemExit)
    )
    return bool(asked)


def with_leaks(measured: Measured, left: Leaks) -> Measured:
    """Void where something ran on that should not; a warning where only names were left."""
    if left == Leaks():
        return measured
    findings = measured.findings
    words = f"left behind, and cleaned: {left.text()}"
    if (left.processes or left.threads) and not findings.void:
        return measured._replace(findings=findings._replace(void=words))
    return measured._replace(findings=findings._replace(warnings=(*findings.warnings, words)))


def clean(left: Leaks) -> Leaks:
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
    return Leaks(
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
    _, alive = psutil.wait_procs(victims, _KILL_SECONDS)
    return tuple(process.pid for process in alive)


def remove(paths: Iterable[str]) -> None:
    """Remove files and folders of ours; what is gone or refuses stays."""
    for path in paths:
        if Path(path).is_dir() and not Path(path).is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - a text
