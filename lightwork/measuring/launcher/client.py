"""A launcher as the planning process sees it: started, asked, ended, and nothing of it left."""

import contextlib
import errno
import os
import secrets
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from lightwork.core.places import LIBRARY
from lightwork.measuring.launcher import janitor, wire
from lightwork.measuring.launcher.faults import Fault
from lightwork.measuring.launcher.requests import (
    DIED,
    LAUNCHER_OUTPUT_FILE,
    ApartRequest,
    CallOutcome,
    CallProgress,
    CallRequest,
    LauncherJob,
    Loaded,
    Looked,
    LookRequest,
    Lost,
    SharesRequest,
)
from lightwork.measuring.launcher.targets import Refused
from lightwork.strategies import RUN_VARIABLE

#: Seconds beyond a call's own limit that its launcher has to answer.
ANSWER_SECONDS = 15.0
#: Where temporary files go if the user's own place for them has a path of more bytes than this.
USUAL_PLACE, LONGEST_PLACE = "/tmp", 45  # noqa: S108 - a private folder is made in it
#: What the system says where a disk has no room; with fewer free bytes nothing can be measured.
FULL, FEWEST_BYTES = (errno.ENOSPC, getattr(errno, "EDQUOT", -1), errno.EFBIG), 2**20
_MORE_ROOM = "free some space there, or set TMPDIR to a folder with more"
#: Seconds a launcher has to end by itself.
LAUNCHER_END_SECONDS = 5.0
_PROGRAM = (
    "import sys; base = frozenset(sys.modules); sys.path[0:1] = [{root!r}]; "
    "from lightwork.measuring.launcher.main import run; run({requests}, {replies}, {root!r}, base)"
)


class LauncherLost(Exception):
    """The launcher ended or hangs; the text says what was seen of it."""


@contextlib.contextmanager
def told_of_room(folder: str) -> Iterator[None]:
    """What fails where the disk of this private folder is full says so. Raises `Refused`."""
    place = Path(folder).parent
    try:
        yield
    except (Refused, OSError) as error:
        known = isinstance(error, OSError) and error.errno in FULL
        if not known and shutil.disk_usage(place).free >= FEWEST_BYTES:
            raise
        text = error.strerror if isinstance(error, OSError) else str(error)
        raise Refused(f"{text} (the disk of {place} is full: {_MORE_ROOM})") from error


class PrivateFolder:
    """A folder for one measurement, removed with all that calls have left in it.

    A janitor process waits beside it, and removes it where this process is killed.
    """

    def __init__(self) -> None:
        name = f"lightwork-{secrets.token_hex(4)}"
        # Sockets of managers and fork servers are in it: their paths may have 107 bytes (unix(7)).
        try:
            place = tempfile.gettempdir()
        except FileNotFoundError as error:  # on full disks, too
            raise Refused(f"{error.strerror}: {_MORE_ROOM}.") from error
        short = len(os.fsencode(place)) <= LONGEST_PLACE or not os.access(USUAL_PLACE, os.W_OK)
        self.path = str(Path(place if short else USUAL_PLACE, name))
        # First the janitor, then the folder: there is no moment at which nobody would remove it.
        self._janitor = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-I", "-S", janitor.__file__, self.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with told_of_room(self.path):
            Path(self.path, "tmp").mkdir(mode=0o700, parents=True)

    def __enter__(self) -> str:
        return self.path

    def __exit__(self, *_: object) -> None:
        janitor.end_marked(self.path)
        janitor.remove_segments(self.path)
        shutil.rmtree(self.path, ignore_errors=True)
        self._janitor.communicate(janitor.CLEANED_UP)


class Launcher:
    """A launcher process; a context manager that ends it."""

    def __init__(self, job: LauncherJob, load_limit: float) -> None:
        """Start it and have it load ``job`` within ``load_limit`` seconds.

        Raises `Fault` or `Refused` as the user's file deserves, else `LauncherLost`.
        """
        self._job = job
        began = time.perf_counter()
        (theirs, self._requests), (self._replies, reply) = os.pipe(), os.pipe()
        program = _PROGRAM.format(root=str(LIBRARY), requests=theirs, replies=reply)
        try:
            self._output = Path(job.folder, LAUNCHER_OUTPUT_FILE).open("wb")  # noqa: SIM115
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, or the user's
                [job.python or sys.executable, "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                pass_fds=(theirs, reply),
                env=launcher_environment(job.folder, job.hash_seed),
                start_new_session=True,  # Ctrl-C is ours to answer
            )
        finally:
            os.close(theirs)
            os.close(reply)
        try:
            wire.send(self._requests, job)
            self.loaded: Loaded = self._answer(load_limit)
        except BaseException:
            self._process.terminate()  # it may load for minutes more before it hears of anything
            self.close()
            raise
        self.start_seconds = time.perf_counter() - began

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def call(self, call: CallRequest) -> CallOutcome:
        """Run one timed call. A launcher that is lost makes it one that died."""
        try:
            wire.send(self._requests, call)
            found = self._answer(call.limit + ANSWER_SECONDS)
        except LauncherLost as lost:
            return CallOutcome(DIED, text=str(lost))
        except Fault as fault:
            return CallOutcome(DIED, fault=fault.facts, text=str(fault.facts["text"]))
        return cast("CallOutcome", found)

    def ask(self, request: ApartRequest) -> Any:
        """What a function gives in a process of its own; `Lost` where that gave nothing.

        Raises `Fault` for what it raised, and `LauncherLost`.
        """
        wire.send(self._requests, request)
        return self._answer(request.limit + ANSWER_SECONDS)

    def look(self, look: LookRequest) -> Looked | Lost:
        """Call the function for the first time. Raises `Fault` where it goes wrong."""
        wire.send(self._requests, look)
        return cast("Looked | Lost", self._answer(None))

    def shares(
        self, shares: SharesRequest, watch: Callable[[int, CallProgress], None]
    ) -> list[dict[str, Any]] | Lost:
        """Blocks of the function between controls, ``watch``ed all the while."""
        path = Path(self._job.folder, "progress")
        path.write_bytes(bytes(CallProgress.SIZE))
        with path.open("r+b") as file:
            progress = CallProgress(file.fileno())
        wire.send(self._requests, shares)
        pid: int = self._answer(ANSWER_SECONDS)
        try:
            while not select.select([self._replies], [], [], 0)[0]:
                watch(pid, progress)
            return cast("list[dict[str, Any]] | Lost", self._answer(ANSWER_SECONDS))
        finally:
            progress.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def _answer(self, seconds: float | None) -> Any:
        """Its next message. Raises `Fault`, `Refused` or `LauncherLost`."""
        try:
            found = wire.receive(self._replies, seconds)
        except wire.TooLate as late:
            raise LauncherLost(f"no answer within {seconds:.0f} s") from late
        except wire.Closed as closed:
            code = self._process.wait()
            raise LauncherLost(f"its process ended with {code}: {self._said()}") from closed
        if isinstance(found, dict) and "fault" in found:
            raise Fault(found["fault"])
        if isinstance(found, dict) and "refused" in found:
            raise Refused(found["refused"])
        return found

    def _said(self) -> str:
        """The last line of what it printed."""
        text = Path(self._job.folder, LAUNCHER_OUTPUT_FILE).read_text(errors="replace")
        return (text.strip().splitlines() or ["nothing printed"])[-1][:300]

    def close(self) -> None:
        """End it and all that it has started."""
        with contextlib.suppress(wire.Closed, OSError):
            wire.send(self._requests, None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(LAUNCHER_END_SECONDS)
        if self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(LAUNCHER_END_SECONDS)
        if self._process.returncode != 0:
            janitor.end_marked(self._job.folder)
            self._process.wait()
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):
                os.close(pipe)
        self._output.close()


def launcher_environment(folder: str, hash_seed: str = "") -> dict[str, str]:
    """What a launcher gets of ours: all, but for where temporary files go, and the mark."""
    seed = {"PYTHONHASHSEED": hash_seed} if hash_seed else {}
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(Path(folder, "tmp")))
    run = {RUN_VARIABLE: janitor.token_of(folder)}
    return {**os.environ, **temporary, **run, **seed, janitor.MARK: folder}
