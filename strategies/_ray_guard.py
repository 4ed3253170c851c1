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
MARK = "MANYHANDS_RAY_CLUSTER"
#: How long it looks for processes that are still being started, in seconds.
SWEEP_SECONDS = 2.0


def kill_marked(mark: str) -> int:
    """Kill all processes of the cluster ``mark``, where the system tells of them; how many."""
    wanted = f"{MARK}={mark}".encode()
    killed = 0
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():  # noqa: PTH112, PTH208 - light
        if name.isdecimal() and int(name) != os.getpid():
            with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb") as environment:  # noqa: PTH123 - light
                if wanted in environment.read().split(b"\0"):
                    os.kill(int(name), signal.SIGKILL)
                    killed += 1
    return killed


def _main(mark: str, folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin.read()
    deadline = time.monotonic() + SWEEP_SECONDS
    while kill_marked(mark) or time.monotonic() < deadline:
        time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _main(*sys.argv[1:3])
