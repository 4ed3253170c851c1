"""``lightwork bench``: the suite, run by pytest in a process of its own, from any folder.

What it saves lies in ``.benchmarks`` of the current folder, as pytest-benchmark has it.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

from lightwork.core.places import BENCH_ARGUMENTS

DUET = "--duet"


def run_as_command(arguments: Sequence[str]) -> NoReturn:
    """Become pytest, so that the timed process is what ``python -m pytest`` makes it.

    With ``--duet OLD NEW`` two versions of the suite's tasks are compared instead.
    """
    if DUET in arguments:
        from lightwork.commands import duet

        duet.run_as_command(["--suite", *(word for word in arguments if word != DUET)])
    command = [sys.executable, "-m", "pytest", *BENCH_ARGUMENTS, *arguments]
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - ours
    raise SystemExit(subprocess.call(command))  # noqa: S603 - ours; elsewhere exec does not wait
