"""Nothing of a timed call outlives it: processes that it started are found and ended.

On Linux a launcher is the *subreaper* of all that it starts (prctl(2)): a process whose parent has
ended becomes the launcher's child, whatever group or session it has made for itself. A fork is
killed by the kernel when its launcher is gone. Elsewhere the process group has to do.
"""

import contextlib
import os
import signal
import sys
import time

_SET_DEATH_SIGNAL, _SET_SUBREAPER = 1, 36
#: multiprocessing's own helper: it ends by itself when all who use it are gone, and takes with it
#: what they left in shared memory.
_TRACKER = b"resource_tracker"
#: Seconds that helpers have to end by themselves.
GRACE = 0.5


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of all descendants that lose theirs."""
    _prctl(_SET_SUBREAPER, 1)


def die_with_parent(signal_number: int) -> None:
    """Be sent this signal when the parent is gone."""
    _prctl(_SET_DEATH_SIGNAL, signal_number)


def children_of(pid: int) -> list[int]:
    """The living children of a process, ended ones that nobody waited for included."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - no pathlib in a launcher
            with open(f"/proc/{pid}/task/{task}/children", "rb") as file:  # noqa: PTH123
                found += map(int, file.read().split())
    except OSError:
        return found
    return found


def descendants_of(pid: int) -> list[int]:
    """Children, their children, and so on."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        new = [child for child in children_of(waiting.pop()) if child not in found]
        found += new
        waiting += new
    return found


def command_line_of(pid: int) -> bytes:
    """The command line of a process; empty where it has ended."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return b""


def reap() -> None:
    """Wait for children that have ended; others go on."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def end_descendants(grace: float) -> list[str]:
    """End all that this process's calls have left; the command lines of what had to be killed.

    What ends by itself within ``grace`` seconds left nothing behind.
    """
    own = os.getpid()
    end = time.monotonic() + grace
    while descendants_of(own) and time.monotonic() < end:
        reap()
        time.sleep(0.002)
    killed: list[str] = []
    end = time.monotonic() + GRACE
    while left := descendants_of(own):
        late = time.monotonic() > end
        for pid in left:
            command = command_line_of(pid)
            if command and (late or _TRACKER not in command):
                killed.append(command.replace(b"\0", b" ").decode(errors="replace").strip()[:80])
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        reap()
        time.sleep(0.002)
        if time.monotonic() > end + 5:  # in the kernel, and not to be killed
            break
    return list(dict.fromkeys(killed))
