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
(ptrace(2), "Ptrace access mode checking"): a parent may mostly look into its child. Where there is
no GIL (a free-threaded build), only whether the thread runs is sampled.
"""

import contextlib
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lightwork.measuring.launcher.requests import (
    NO_GIL,
    SLEEP_CONTROL,
    SPIN_CONTROL,
    CallProgress,
    ProgressPoint,
)

#: Seconds between two samples, drawn anew each time, so that no rhythm of the function's is met.
SHORTEST_PAUSE, LONGEST_PAUSE = 1e-4, 4e-4
#: Pictures of the interpreter's state under each control.
MEMORY_PICTURES = 10
#: In this share of the pictures the word must fit.
MOSTLY = 0.7
#: The state is not larger: 0.5 MB in Python 3.11, more in later ones, which hold their objects.
MOST_STATE_BYTES = 8 * 2**20
_PAGE = 4096
_ENOUGH = [b""] * MEMORY_PICTURES
_HELD, _FREE = (1).to_bytes(4, sys.byteorder), bytes(4)


class Sample(NamedTuple):
    """What was seen at one moment (``time.perf_counter``)."""

    at: float
    held: bool  # somebody in the process held the GIL
    running: bool  # the thread ran, or wanted to


def gil_word(spin: Sequence[bytes], sleep: Sequence[bytes]) -> int | None:
    """The offset of the word that is 1 in the loop's pictures and 0 in the sleep's, or None.

    In most of them: a child that is preempted between saying that it sleeps and sleeping still
    holds the GIL. (At a load of 10 one trial in 36 was lost to asking for all.)
    """
    counts = Counter(offset for picture in spin for offset in _offsets_of(_HELD, picture))
    fitting = {}
    for offset, count in counts.items():
        free = sum(picture[offset : offset + 4] == _FREE for picture in sleep)
        if count >= MOSTLY * len(spin) and free >= MOSTLY * len(sleep):
            fitting[offset] = count + free
    return max(fitting, key=lambda offset: fitting[offset], default=None)


def _offsets_of(word: bytes, picture: bytes) -> Iterator[int]:
    """Where a word stands in a picture. By `bytes.find`: a loop over all words takes 0.1 s."""
    offset = picture.find(word)
    while offset >= 0:
        if offset % 4 == 0:
            yield offset
        offset = picture.find(word, offset + 1)


class GilSampler:
    """Finds the word while the child runs the controls; from then on takes samples."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        #: Why there are no samples; None once there can be.
        self.reason: str | None = "too few pictures of the controls"
        self._memory = self._status = -1
        self._size = 0
        self._pictures: dict[int, list[bytes]] = {SPIN_CONTROL: [], SLEEP_CONTROL: []}
        self._address = 0

    def watch(self, pid: int, progress: CallProgress) -> None:
        """Look at the child once; pauses first. To be called again and again."""
        time.sleep(random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
        place = progress.read()
        if not place.runtime:
            if place.phase in self._pictures:
                self.reason = "this interpreter does not tell where its state is"
                progress.mark_found()
            return
        if self._status < 0 and not self._open(pid, place):
            progress.mark_found()  # nothing will be found
            return
        try:
            if self._address or place.runtime == NO_GIL:
                self._sample()
            elif len(self._pictures.get(place.phase, _ENOUGH)) < MEMORY_PICTURES:
                self._find(progress, place)
        except OSError as error:  # it has ended
            self.reason = self.reason or f"its memory could not be read ({error.strerror})"

    def close(self) -> None:
        """Let go of the child."""
        for file in (self._memory, self._status):
            if file >= 0:
                os.close(file)

    def _open(self, pid: int, place: ProgressPoint) -> bool:
        try:
            # Memory first: where it is refused, this comes again and again, and must leave nothing.
            if place.runtime != NO_GIL:
                self._memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
            self._status = os.open(f"/proc/{pid}/task/{place.thread}/stat", os.O_RDONLY)
        except OSError as error:
            self.reason = (
                "whether the GIL is held can only be seen on Linux, where this process may look "
                f"into its child ({error.strerror})"
            )
            time.sleep(0.01)
            return False
        if place.runtime == NO_GIL:
            self.reason = None
            return True
        self._runtime = place.runtime
        self._size = self._readable()
        return True

    def _readable(self) -> int:
        size = 0
        with contextlib.suppress(OSError):
            while size < MOST_STATE_BYTES:
                os.pread(self._memory, _PAGE, self._runtime + size)
                size += _PAGE
        return size

    def _find(self, progress: CallProgress, place: ProgressPoint) -> None:
        """Take a picture of what the child is doing; with enough of them, find the word."""
        picture = os.pread(self._memory, self._size, self._runtime)
        if progress.read().steps != place.steps:
            return
        self._pictures[place.phase].append(picture)
        if min(map(len, self._pictures.values())) < MEMORY_PICTURES:
            return
        word = gil_word(self._pictures[SPIN_CONTROL], self._pictures[SLEEP_CONTROL])
        for pictures in self._pictures.values():  # some MB; and the next ones, if it was not found
            pictures.clear()
        self.reason = "this interpreter shows no GIL that is held" if word is None else None
        if word is not None:
            self._address = self._runtime + word
            progress.mark_found()

    def _sample(self) -> None:
        at = time.perf_counter()
        held = bool(self._address) and os.pread(self._memory, 4, self._address) == _HELD
        # pid (name) state ...; the name may hold anything, so look behind its last bracket.
        status = os.pread(self._status, 256, 0)
        self.samples.append(Sample(at, held, status[status.rindex(b")") + 2 :][:1] == b"R"))
