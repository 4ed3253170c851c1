"""Starts the guard and tells it things: a process beside the run, with a clock of its own.

For what the run cannot do itself: come back from a call into C that hangs, which no alarm reaches
(a signal reaches Python only between two bytecodes), and clean up once it was killed. No thread in
the timed process: each would be in every fork.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.endings.run_processes import Marks
from strategies import RUN_VARIABLE
from strategies._segments import SHORT_ID

_ROOT = Path(__file__).parents[2]
_MODULE = "benchmarks.endings.guard_process"
#: How long Python may take to end after a run that was cut short, in seconds.
EXIT_SECONDS = 30.0
_EXIT_WORDS = (
    "the run is over and saved as far as it came, but Python has not ended. It is ended now; "
    "please report this"
)


def short(run_id: str) -> str:
    """What names in /dev/shm and the temporary folder tell of the run: there a name is short."""
    return run_id[:SHORT_ID]


class RunGuard:
    """The guard of a run; `marks` tells by what it knows the run's processes."""

    def __init__(self, run_id: str) -> None:
        """Start it: some ms, and it is not waited for. Needs POSIX. Raises `OSError`."""
        reading, self._pipe = os.pipe()
        self.marks = Marks(run_id, f"pipe:[{os.fstat(self._pipe).st_ino}]")
        environment = {name: value for name, value in os.environ.items() if name != RUN_VARIABLE}
        words = (str(os.getpid()), *self.marks, short(run_id))
        try:
            # -S and -E: nothing but the standard library, whatever the user's settings say.
            self._process = subprocess.Popen(  # noqa: S603 - ours
                [sys.executable, "-S", "-E", "-m", _MODULE, *words],
                cwd=_ROOT,
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
