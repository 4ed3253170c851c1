"""A process that waits for the end of a measurement, and cleans up where that came unawares.

Launchers notice that the planning process is gone, too, but between two of them there is none.
Runs by itself (``python -I -S``), so that it is there within milliseconds: the standard library
alone, nothing of ours.
"""

import contextlib
import os
import shutil
import signal
import sys
import time

#: In the environment of all processes of a measurement: its folder.
MARK = "LIGHTWORK_MEASUREMENT"
#: Where Linux keeps shared memory.
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - the place itself
#: What the planning process says when it has cleaned up itself.
CLEANED_UP = b"done"
#: Times that are looked at whether anything is left, and seconds between.
TURNS, PAUSE = 50, 0.05


def marked_processes(folder: str) -> list[int]:
    """The processes of a measurement, whoever their parent is (Linux)."""
    wanted = f"{MARK}={folder}".encode()
    found = []
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):  # noqa: PTH208 - no pathlib here
            with contextlib.suppress(OSError):
                if name.isdigit() and int(name) != os.getpid():
                    with open(f"/proc/{name}/environ", "rb") as file:  # noqa: PTH123
                        if wanted in file.read().split(b"\0"):
                            found.append(int(name))
    return found


def end_marked(folder: str) -> None:
    """Kill all processes of a measurement.

    multiprocessing's resource tracker has some time: it ends by itself when those that it serves
    are gone, and removes what they have left in shared memory.
    """
    for turn in range(TURNS):
        left = marked_processes(folder)
        if not left:
            return
        for pid in left:
            with contextlib.suppress(OSError):
                if turn > TURNS / 2 or not _is_tracker(pid):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(PAUSE)


def _is_tracker(pid: int) -> bool:
    with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123
        return b"resource_tracker" in file.read()


def token_of(folder: str) -> str:
    """By what the names of a measurement in shared memory are known."""
    return folder.rpartition("-")[2][:8]


def remove_segments(folder: str) -> None:
    """Remove what a measurement has left in shared memory (Linux: files)."""
    with contextlib.suppress(OSError):
        for name in os.listdir(_SHARED_MEMORY):  # noqa: PTH208 - no pathlib here
            if f"mh-{token_of(folder)}-" in name:
                with contextlib.suppress(OSError):
                    os.unlink(f"{_SHARED_MEMORY}/{name}")  # noqa: PTH108


def main(folder: str) -> None:
    """Wait for the end of the standard input."""
    said = sys.stdin.buffer.read()
    if said != CLEANED_UP:
        end_marked(folder)
        remove_segments(folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
