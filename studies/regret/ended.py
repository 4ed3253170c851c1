"""Commands that are ended with all that they started."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Ended(NamedTuple):
    """What a command printed, and why it is not to be relied upon: "" if it is."""

    output: str
    fault: str


def run_to_end(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float
) -> Ended:
    """Run a command in a folder; after ``limit`` seconds it is killed with its children."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        output, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        return Ended("", f"took more than {limit:.0f} s")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it may have left, too
        process.wait()
    if process.returncode:
        last = (errors.strip() or output.strip()).splitlines()[-1:]
        return Ended(output, f"exit status {process.returncode}: {' '.join(last)[:300]}")
    return Ended(output, "")


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def environment_with(path: Path) -> dict[str, str]:
    """The environment, with ``path`` as the only addition to what can be imported."""
    return {**os.environ, "PYTHONPATH": str(path)}
