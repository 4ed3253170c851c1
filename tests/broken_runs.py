"""Real small runs that are ended by a signal after so many cases, and what they left."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.checkout import Checkout

#: Four cases: two that are soon done, two that sleep for a second, in which a signal hits.
PLAN = ("--workloads=empty,sleep", "--effort=quick", "--strategies=serial,threads", "--workers=1")
SAVED = "--benchmark-autosave"


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    said: str
    left: list[str]  # processes of its session that outlived it


def started(
    checkout: Checkout, *options: str, file_bytes: int | None = None
) -> subprocess.Popen[str]:
    """A run, in a session of its own; its lines come as they are written."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "benchmarks/", *options],
        cwd=checkout.folder,
        env={**checkout.environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: _begin(file_bytes),
    )


def run_until(
    checkout: Checkout, words: str, how: int, *options: str, file_bytes: int | None = None
) -> Ended:
    """Start a run, send it the signal when a line with ``words`` has come, wait for its end.

    ``file_bytes`` is how large a file it may write, as on a disk that is nearly full.
    """
    with started(checkout, *options, file_bytes=file_bytes) as process:
        said = ""
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            if words and words in line:
                process.send_signal(how)
                break
        said += process.stdout.read()
    return Ended(process.returncode, said, of_session(process.pid))


def only_journal(checkout: Checkout) -> Path:
    """The journal, of which there must be one."""
    (journal,) = checkout.journals()
    return journal


def _begin(file_bytes: int | None) -> None:
    """In the child: signals are heard, whoever started the tests, and files are no larger."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if file_bytes is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


def of_session(leader: int) -> list[str]:
    """The command lines of the processes that live in the session of ``leader``."""
    left = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        try:
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                left.append(" ".join(process.info["cmdline"] or []))
        except (ProcessLookupError, psutil.Error):
            continue
    return left
