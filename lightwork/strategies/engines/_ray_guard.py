"""Ends what Ray's local cluster leaves: its agents outlive all the others, and a killed driver.

As a script (``python -S _ray_guard.py MARK FOLDER``) it waits until its input ends, which its
parent's death does, too. It loads nothing of ours.
"""

import contextlib
import os
import shutil
import signal
import sys
import time

#: The environment variable by which processes of a cluster of ours are known; workers inherit it.
CLUSTER_MARK = "LIGHTWORK_RAY_CLUSTER"
#: How long it looks for processes that are still being started, in seconds.
SWEEP_SECONDS = 2.0


def kill_marked(mark: str, folder: str) -> int:
    """Kill all processes of the cluster ``mark``, where the system tells of them; how many.

    ``folder``: where it has its files.
    """
    killed = 0
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():  # noqa: PTH112, PTH208 - light
        if name.isdecimal() and int(name) != os.getpid():
            with contextlib.suppress(OSError):
                if _is_marked(name, mark) or _has_open(name, folder):
                    os.kill(int(name), signal.SIGKILL)
                    killed += 1
    return killed


def _is_marked(name: str, mark: str) -> bool:
    with open(f"/proc/{name}/environ", "rb") as environment:  # noqa: PTH123 - light
        return f"{CLUSTER_MARK}={mark}".encode() in environment.read().split(b"\0")


def _has_open(name: str, folder: str) -> bool:
    """Whether it is Ray's and has a file there: its agents write titles over their environment."""
    with open(f"/proc/{name}/comm") as title:  # noqa: PTH123 - light
        if not title.read().startswith("ray::"):  # forks of ours may have the same files open
            return False
    files = f"/proc/{name}/fd"
    return any(
        os.readlink(f"{files}/{file}").startswith(f"{folder}/")  # noqa: PTH115 - light
        for file in os.listdir(files)  # noqa: PTH208 - light
    )


def _main(mark: str, folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin.read()
    deadline = time.monotonic() + SWEEP_SECONDS
    while kill_marked(mark, folder) or time.monotonic() < deadline:
        time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _main(*sys.argv[1:3])
