"""A child process that looks at the user's function: started, watched, and always ended.

What a child process prints: the beginning is kept, all of it is counted, nothing piles up.
"""

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

from lightwork.measuring.user_function.child.faults import shortened_line
from lightwork.measuring.user_function.child.request import (
    OUTCOME,
    PROGRESS_FILE,
    REQUEST,
    ChildProgress,
    ProgressPoint,
    Request,
    TrialOutcome,
)

#: Bytes that are kept.
KEPT_BYTES = 400
_PIECE = 65_536


class CapturedOutput:
    """Both streams of a child, read without waiting."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.bytes = 0
        self._kept = b""
        self._streams = [stream for stream in (process.stdout, process.stderr) if stream]
        for stream in self._streams:
            os.set_blocking(stream.fileno(), False)

    def read(self) -> None:
        """Take what is there now."""
        for stream in self._streams:
            while piece := self._piece(stream.fileno()):
                self.bytes += len(piece)
                self._kept += piece[: max(0, KEPT_BYTES - len(self._kept))]

    def close(self) -> None:
        """Take the rest and close the streams."""
        self.read()
        for stream in self._streams:
            stream.close()

    @property
    def text(self) -> str:
        """The beginning, on one line."""
        return shortened_line(self._kept.decode("utf-8", "replace").strip())

    @staticmethod
    def _piece(file: int) -> bytes:
        try:
            return os.read(file, _PIECE)
        except BlockingIOError:
            return b""


#: How often the parent looks, seconds, where it does not sample.
POLL_SECONDS = 0.005
#: In the environment of the child and of all that it starts, by which strays are found.
TRIAL_MARK = "LIGHTWORK_LOOK"
_PROGRAM = "import sys; sys.path[:] = {path!r}; from lightwork.measuring.user_function.child.main import main; main({folder!r})"
#: Called again and again while the child runs; takes the time between two looks.
Watch = Callable[[int, ChildProgress], None]


class EndedChild(NamedTuple):
    """How a child ended."""

    outcome: TrialOutcome | None  # None: it never came to say
    code: int  # exit code; negative: the signal that killed it
    hung: bool  # it took longer over one thing than it may, and was killed
    place: ProgressPoint  # where it was last
    output: str  # the beginning of what it printed
    printed: int  # bytes that it printed in all
    strays: int  # processes that it had started and that outlived it; they were killed


def pause(_pid: int, _board: ChildProgress) -> None:
    """Watch nothing."""
    time.sleep(POLL_SECONDS)


def run_trial(request: Request, limit: float, watch: Watch = pause) -> EndedChild:
    """Run a look in a child process. ``limit``: seconds for one item, one import, one source."""
    folder = Path(request.folder)
    (folder / OUTCOME).unlink(missing_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    with (folder / REQUEST).open("wb") as file:
        pickle.dump(request, file)
    board = ChildProgress.make(folder / PROGRESS_FILE)
    mark = uuid.uuid4().hex
    process = _start(folder, mark)
    output = CapturedOutput(process)
    strays, hung = 0, False
    try:
        hung = _watch(process, board, output, limit, watch)
    finally:
        strays = _end(process, mark)
        output.close()
    place = board.read()
    board.close()
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
        stderr=subprocess.PIPE,
        env={**os.environ, **places, TRIAL_MARK: mark},
        start_new_session=True,  # Ctrl-C is ours to answer; and its group can be ended as one
    )


def _watch(
    process: "subprocess.Popen[bytes]",
    board: ChildProgress,
    output: CapturedOutput,
    limit: float,
    watch: Watch,
) -> bool:
    """Wait for the child's end; whether it hung instead."""
    steps, since = -1, time.monotonic()
    while process.poll() is None:
        output.read()
        now = time.monotonic()
        if board.read().steps != steps:
            steps, since = board.read().steps, now
        elif now - since > limit:
            return True
        watch(process.pid, board)
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
