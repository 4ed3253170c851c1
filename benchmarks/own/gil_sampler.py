"""Is the GIL held, and does the thread run, in another process? Sampled from outside, on Linux.

A spinning thread beside the function was tried first. It shares the GIL with the function and so
changes it (a function that lets go of the GIL often took 25 times as long), and it needs a core of
its own: on a 2-core host at a load of 10 its answers ranged from -6 to 15 where the truth was 1.
Samples change nothing in the function's process, and a process that is preempted still holds the
GIL, and still wants to run; so a busy host does them no harm.

The interpreter has a word that is 1 while any thread holds the GIL and 0 while none does
(``locked`` of ``struct _gil_runtime_state``, in ``_PyRuntime``; where in it differs by version).
Instead of a table of versions the two controls find it: it is the word that is 1 all the while a
Python loop runs, and 0 all the while the process sleeps. Reading needs what a debugger needs
(ptrace(2), "Ptrace access mode checking"): a parent may mostly look into its child.
"""

import contextlib
import os
import random
import sys
import time
from typing import NamedTuple

from benchmarks.own.board import SLEEP, SPIN, Board

#: Seconds between two samples, drawn anew each time, so that no rhythm of the function's is met.
SHORTEST_PAUSE, LONGEST_PAUSE = 1e-4, 4e-4
#: Pictures of the interpreter's state under each control; a word that fits all of them is the one.
PICTURES = 10
#: The state is not larger: 0.5 MB in Python 3.11, more in later ones, which hold their objects.
MOST_STATE_BYTES = 8 * 2**20
_PAGE = 4096


class Sample(NamedTuple):
    """One look: at what moment (``time.perf_counter``), and what was seen."""

    at: float
    held: bool  # somebody in the process held the GIL
    running: bool  # the thread ran, or wanted to


class GilSampler:
    """Finds the word while the child runs the controls; from then on takes samples."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.reason = "the controls did not run"  # why there are no samples; "" once there can be
        self._memory = self._status = -1
        self._size = 0
        self._pictures = {SPIN: 0, SLEEP: 0}
        self._words: set[int] | None = None
        self._address = 0

    def watch(self, pid: int, board: Board) -> None:
        """One look at the child; pauses first. To be called again and again."""
        time.sleep(random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
        place = board.read()
        if not place.runtime:
            return
        if self._memory < 0 and not self._open(pid, place.thread, place.runtime):
            return
        try:
            if self._address:
                self._sample()
            elif place.phase in self._pictures:
                self._find(board)
        except OSError as error:  # it has ended
            self.reason = self.reason or f"its memory could not be read ({error.strerror})"

    def close(self) -> None:
        """Let go of the child."""
        for file in (self._memory, self._status):
            if file >= 0:
                with contextlib.suppress(OSError):
                    os.close(file)

    def _open(self, pid: int, thread: int, runtime: int) -> bool:
        try:
            self._status = os.open(f"/proc/{pid}/task/{thread}/stat", os.O_RDONLY)
            self._memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
            self._runtime = runtime
            self._size = self._readable()
        except OSError as error:
            self.reason = (
                "whether the GIL is held can only be seen on Linux, where this process may look "
                f"into its child ({error.strerror})"
            )
            time.sleep(0.01)
            return False
        return True

    def _readable(self) -> int:
        size = 0
        with contextlib.suppress(OSError):
            while size < MOST_STATE_BYTES:
                os.pread(self._memory, _PAGE, self._runtime + size)
                size += _PAGE
        return size

    def _find(self, board: Board) -> None:
        """Take a picture; keep the words that fit what the child was doing all the while."""
        before = board.read()
        picture = memoryview(os.pread(self._memory, self._size, self._runtime)).cast("i")
        if board.read().steps != before.steps or before.phase not in self._pictures:
            return
        wanted = int(before.phase == SPIN)
        candidates = range(len(picture)) if self._words is None else self._words
        self._words = {word for word in candidates if picture[word] == wanted}
        self._pictures[before.phase] += 1
        if min(self._pictures.values()) >= PICTURES:
            self.reason = "" if self._words else "this interpreter shows no GIL that is held"
            if self._words:
                self._address = self._runtime + 4 * min(self._words)

    def _sample(self) -> None:
        at = time.perf_counter()
        held = os.pread(self._memory, 4, self._address) == _HELD
        # pid (name) state ...; the name may hold anything, so look behind its last bracket.
        status = os.pread(self._status, 256, 0)
        self.samples.append(Sample(at, held, status[status.rindex(b")") + 2 :][:1] == b"R"))


_HELD = (1).to_bytes(4, sys.byteorder)
