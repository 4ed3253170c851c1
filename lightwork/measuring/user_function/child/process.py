"""A child process that tries the user's function: started, watched, and always ended."""

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil

from lightwork.measuring.launcher.faults import shortened_line
from lightwork.measuring.user_function.child.request import (
    OUTCOME,
    PROGRESS_FILE,
    REQUEST,
    ChildProgress,
    ProgressPoint,
    Request,
    TrialOutcome,
)

#: Bytes of what a child prints that are kept.
KEPT_BYTES = 400
#: How often the parent looks, seconds, where it does not sample.
POLL_SECONDS = 0.005
#: In the environment of the child and of all that it starts, by which strays are found.
TRIAL_MARK = "LIGHTWORK_TRIAL"
_PIECE = 65_536
_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; "
    "from lightwork.measuring.user_function.child.main import main; main({folder!r})"
)
#: Called again and again while the child runs; takes the time between two looks.
Watch = Callable[[int, ChildProgress], None]


class EndedChild(NamedTuple):
    """How a child ended."""

    outcome: TrialOutcome | None  # None: it did not get so far
    code: int  # exit code; negative: the signal that killed it
    hung: bool  # it took longer over one thing than it may, and was killed
    place: ProgressPoint  # where it was last
    output: str  # the beginning of what it printed
    printed: int  # bytes that it printed in all
    strays: int  # processes that it had started and that outlived it; they were killed


class CapturedOutput:
    """What a child prints, read without waiting: the beginning is kept, all of it is counted."""

    def __init__(self, file: int) -> None:
        self._file = file
        os.set_blocking(file, False)
        self.bytes = 0
        self._beginning = b""

    def read(self) -> None:
        """Take what is there now."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._file, _PIECE):
                self.bytes += len(piece)
                self._beginning += piece[: max(0, KEPT_BYTES - len(self._beginning))]

    @property
    def text(self) -> str:
        """The beginning, on one line."""
        return shortened_line(self._beginning.decode("utf-8", "replace").strip())


def pause(_pid: int, _progress: ChildProgress) -> None:
    """Watch nothing."""
    time.sleep(POLL_SECONDS)


def run_trial(request: Request, limit: float, watch: Watch = pause) -> EndedChild:
    """Run a trial in a child process. ``limit``: seconds for one item, one import, one source."""
    folder = Path(request.folder)
    (folder / OUTCOME).unlink(missing_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    (folder / REQUEST).write_bytes(pickle.dumps(request))
    progress = ChildProgress.make(folder / PROGRESS_FILE)
    mark = uuid.uuid4().hex
    with _start(folder, mark) as process:
        assert process.stdout is not None
        output = CapturedOutput(process.stdout.fileno())
        try:
            hung = _hangs(process, progress, output, limit, watch)
        finally:
            strays = _end(process, mark)
            output.read()
    place = progress.read()
    progress.close()
    outcome = None
    if not hung and (folder / OUTCOME).is_file():
        outcome = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
    return EndedChild(outcome, process.returncode, hung, place, output.text, output.bytes, strays)


def _start(folder: Path, mark: str) -> "subprocess.Popen[bytes]":
    program = _PROGRAM.format(path=sys.path, folder=str(folder))
    temporary = str(folder / "tmp")  # what the function leaves there goes with the folder
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)
    return subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **places, TRIAL_MARK: mark},
        start_new_session=True,  # Ctrl-C is ours to answer; and its group can be ended as one
    )


def _hangs(
    process: "subprocess.Popen[bytes]",
    progress: ChildProgress,
    output: CapturedOutput,
    limit: float,
    watch: Watch,
) -> bool:
    """Wait for the child's end; whether it hangs instead."""
    steps, since = -1, time.monotonic()
    while process.poll() is None:
        output.read()
        now = time.monotonic()
        if progress.read().steps != steps:
            steps, since = progress.read().steps, now
        elif now - since > limit:
            return True
        watch(process.pid, progress)
    return False


def _end(process: "subprocess.Popen[bytes]", mark: str) -> int:
    """Kill what is left of the child and of all that it started; how many outlived it."""
    outlived = 0
    if process.poll() is None:
        process.kill()
        process.wait()
    for stray in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if stray.environ().get(TRIAL_MARK) == mark:
                outlived += stray.status() != psutil.STATUS_ZOMBIE
                stray.kill()
    with contextlib.suppress(OSError, AttributeError):  # none is left; Windows has no groups
        os.killpg(process.pid, signal.SIGKILL)
    return outlived
