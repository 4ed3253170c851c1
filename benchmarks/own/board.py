"""A few numbers in shared memory: where a child process is, also after it was killed.

The child notes every item it begins (a quarter of a microsecond); its parent looks, and so can
name the item at which the child hung, died or was killed.
"""

import mmap
import struct
from pathlib import Path
from typing import NamedTuple

#: What a child is doing.
BEGIN, IMPORT, ITEMS, PICKLE, RUN, SPIN, SLEEP, DONE = range(8)
_FORM = struct.Struct("=qqqQq")


class Place(NamedTuple):
    """What a child is at: ``steps`` counts everything it has begun."""

    phase: int
    steps: int
    item: int
    runtime: int  # address of the interpreter's state in the child; 0: not told
    thread: int  # the system's number of the thread that runs the function


class Board:
    """The numbers, written by one process and read by another."""

    def __init__(self, path: Path) -> None:
        """``path``: a file made by `make`."""
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _FORM.size + 1)
        self._steps = 0
        self._rest = (0, 0)

    @staticmethod
    def make(path: Path) -> "Board":
        """Make the file, and a board on it."""
        path.write_bytes(bytes(_FORM.size + 1))
        return Board(path)

    def write(self, phase: int, item: int = 0) -> None:
        """Say what begins now."""
        self._steps += 1
        _FORM.pack_into(self._memory, 0, phase, self._steps, item, *self._rest)

    def tell(self, runtime: int, thread: int) -> None:
        """Say where the parent can look; it is told with the next `write`."""
        self._rest = (runtime, thread)

    def read(self) -> Place:
        """What was said last."""
        return Place(*_FORM.unpack_from(self._memory))

    def wave(self) -> None:
        """The parent's only word: it has seen what it wanted, go on."""
        self._memory[_FORM.size] = 1

    @property
    def waved(self) -> bool:
        """Whether the parent has said so."""
        return bool(self._memory[_FORM.size])

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
