"""A case's time limit: an alarm that raises in the main thread, and rings again on the way out.

No thread: it would be in every fork. A timer of ours is not inherited by forks, its handler is,
and nothing rings there. Windows has no such timer; there a case has no limit.
"""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

#: How long a case may take to leave, in seconds, before it is helped: what strategies do after a
#: Ctrl-C takes tenths of a second.
LEAVE_SECONDS = 4.0
#: After so many alarms nobody listens; the guard then ends the run.
MOST_ALARMS = 8


class CaseOverran(BaseException):
    """A case that is not done within its limit. No `Exception`: code under test handles those."""


class CaseTimer:
    """Armed while its block runs: raises `CaseOverran` in it after so many seconds.

    At the first alarm ``struck(frame)`` says what is stuck, and that is raised. If the block
    then has not left after `LEAVE_SECONDS`, ``help_out()`` kills what may be in the way,
    and nothing is raised, so that an orderly end can go on. After that each alarm raises again.
    """

    def __init__(
        self,
        seconds: float,
        struck: Callable[[FrameType | None], str],
        help_out: Callable[[], None],
    ) -> None:
        self._seconds = seconds
        self._struck = struck
        self._help_out = help_out
        self._words = ""
        self._alarms = 0
        self._over = False
        self._pid = os.getpid()
        self._before: Callable[[int, FrameType | None], object] | int | None = None

    @property
    def fired(self) -> bool:
        """Whether the block was not done within its limit."""
        return self._alarms > 0

    def __enter__(self) -> Self:
        if hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        if self._before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        if self._over or os.getpid() != self._pid:
            return
        signal.setitimer(signal.ITIMER_REAL, 0)  # what follows takes its time
        self._alarms += 1
        try:
            if self._alarms == 1:
                self._words = self._struck(frame)
            elif self._alarms == 2:
                self._help_out()
        finally:
            if self._alarms < MOST_ALARMS:
                signal.setitimer(signal.ITIMER_REAL, LEAVE_SECONDS)
        if self._alarms != 2:
            raise CaseOverran(self._words)
