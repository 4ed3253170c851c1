"""Starts the guard and tells it things: a process beside the run, with a clock of its own.

For what the run cannot do itself: come back from a call into C that hangs, which no alarm reaches
(a signal reaches Python only between two bytecodes), and clean up once it was killed. No thread in
the timed process: each would be in every fork.

A run has its own names on the host, so that what it leaves is known as its own: its id in the
environment of all processes that it starts and in the names of semaphores and segments, and a
temporary folder of its own for what multiprocessing and engines put into files.
"""

import atexit
import contextlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import util
from typing import Any

from lightwork.core.places import LIBRARY
from lightwork.measuring.host.processes import Marks
from lightwork.strategies import RUN_VARIABLE
from lightwork.strategies.parts.installed import why_not_installed
from lightwork.strategies.parts.shared_slots import SHORT_ID

_MODULE = "lightwork.measuring.watchdog.guard_process"
#: How long Python may take to end after a run that was cut short, in seconds.
EXIT_SECONDS = 30.0
_EXIT_WORDS = (
    "the run is over and saved as far as it came, but Python has not ended. It is ended now; "
    "please report this"
)
#: The path of a socket has at most 107 bytes. Of these multiprocessing uses 32 for what it puts
#: below our folder (``pymp-…/listener-…``), Ray, where it is installed, 83 (its session's name,
#: ``sockets/plasma_store``).
LONGEST_FOLDER, LONGEST_FOR_RAY = 70, 24


def short_run_id(run_id: str) -> str:
    """What names in /dev/shm and the temporary folder tell of the run: there a name is short."""
    return run_id[:SHORT_ID]


class RunGuard:
    """The guard of a run; `marks` tells by what it knows the run's processes."""

    def __init__(self, run_id: str) -> None:
        """Start it: some ms, and it is not waited for. Needs POSIX. Raises `OSError`."""
        reading, self._pipe = os.pipe()
        self.marks = Marks(run_id, f"pipe:[{os.fstat(self._pipe).st_ino}]")
        environment = {name: value for name, value in os.environ.items() if name != RUN_VARIABLE}
        words = (str(os.getpid()), *self.marks, short_run_id(run_id))
        try:
            # -S and -E: nothing but the standard library, whatever the user's settings say.
            self._process = subprocess.Popen(  # noqa: S603 - ours
                [sys.executable, "-S", "-E", "-m", _MODULE, *words],
                cwd=LIBRARY,
                stdin=reading,
                stdout=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(reading)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def begin_case(self, seconds: float, words: str) -> None:
        """A case begins: if it is not over in so many seconds, end the run with these words."""
        self._tell(limit=seconds, words=words)

    def end_case(self) -> None:
        """The case is over."""
        self._tell(limit=None)

    def clean_folder(self, folder: str) -> None:
        """Remove this folder if the run cannot."""
        self._tell(folder=folder)

    def close(self) -> None:
        """The run is over and has cleaned up by itself: let the guard end."""
        self._tell(bye=True)
        os.close(self._pipe)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def watch_the_exit(self, seconds: float = EXIT_SECONDS) -> None:
        """The run was cut short and has cleaned up: see to it that Python ends, within ``seconds``.

        What was being opened or closed then is found by the garbage collector at the very end,
        where no alarm and no thread is left. The guard ends with the process.
        """
        atexit.register(self._tell, limit=seconds, words=_EXIT_WORDS)

    def _tell(self, **message: Any) -> None:
        with contextlib.suppress(OSError):  # somebody ended it; the run goes on unguarded
            os.write(self._pipe, json.dumps(message).encode() + b"\n")


class RunPlace:
    """The run's own names; `restore` gives back what was before."""

    def __init__(self, run_id: str) -> None:
        self.folder = _make_folder(short_run_id(run_id))
        self.owned = f"mh-{short_run_id(run_id)}-"  # what is in our names in /dev/shm
        self._before: dict[str, str | None] = {}
        self._tempdir = tempfile.tempdir
        self._set(RUN_VARIABLE, run_id)
        if self.folder:
            self._set("TMPDIR", self.folder)
            tempfile.tempdir = self.folder
        # By a private name, for want of a public one; processes hand it on to their children.
        self._settings: dict[str, Any] = getattr(multiprocessing.current_process(), "_config", {})
        self._prefix = self._settings.get("semprefix", "/mp")
        self._settings["semprefix"] = f"/mh-{short_run_id(run_id)}"

    def restore(self) -> None:
        """Undo it; the folder goes now, or as the interpreter ends."""
        self._settings["semprefix"] = self._prefix
        tempfile.tempdir = self._tempdir
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if str(self._settings.get("tempdir")).startswith(self.folder or "?"):
            # There multiprocessing has its own folder, which it removes at exit, priority -100.
            util.Finalize(None, remove_folder, (self.folder,), exitpriority=-101)
        else:
            remove_folder(self.folder)

    def _set(self, name: str, value: str) -> None:
        self._before[name] = os.environ.get(name)
        os.environ[name] = value


def remove_folder(folder: str) -> None:
    """Remove it, whatever is in it; an empty text is none."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _make_folder(name: str) -> str:
    """Make it, private; empty where there is no room, or its path would be too long for sockets."""
    with contextlib.suppress(OSError):
        folder = os.path.join(tempfile.gettempdir(), f"mh-{name}")  # noqa: PTH118 - a text
        longest = LONGEST_FOLDER if why_not_installed("ray") else LONGEST_FOR_RAY
        if len(os.fsencode(folder)) <= longest:
            os.mkdir(folder, 0o700)  # noqa: PTH102 - a text
            return folder
    return ""
