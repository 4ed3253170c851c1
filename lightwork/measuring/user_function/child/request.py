"""What a child process is asked to try, and the files by which it answers.

Where it is meanwhile stands in a few numbers in shared memory, which are there also after it was
killed: the child notes every item it begins (a quarter of a microsecond), so its parent can name
the item at which it hung, died or was killed.
"""

import mmap
import struct
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.measuring.launcher.targets import Target
from lightwork.measuring.user_function.options import ItemSource

#: What a child is doing.
BEGIN, IMPORT, ITEMS, PICKLE, RUN_ITEMS, SPIN_CONTROL, SLEEP_CONTROL, ALL_DONE = range(8)
#: Files in the folder that parent and child share.
REQUEST, PROGRESS_FILE, OUTCOME = "request.pickle", "progress", "outcome.json"
#: Items and answers of the first trial, for the trials that follow and for the timed process.
ITEMS_FILE, ANSWERS_FILE = "items.pickle", "answers.pickle"
#: The trials. The last four: two workers at once, started so.
FIRST, SECOND = "first", "second"
TWO_AT_ONCE_MODES = ("threads", "fork", "forkserver", "spawn")
#: Items and answers of a round together, bytes pickled: every worker and the parent hold some of
#: them at once, and of each round.
MOST_ROUND_BYTES = 256 * 2**20
_FORM = struct.Struct("=qqqQq")

TrialOutcome = dict[str, Any]


class Request(NamedTuple):
    """One trial. Seconds are wall seconds."""

    trial: str
    folder: str
    function: Target
    items: ItemSource
    check: Target | None = None
    seconds: float = 1.5  # how long the first trial goes on to further items
    fewest: int = 2  # how many items it tries however long they take
    distinct: int = 0  # how many items later trials take: those of a round, without repeats
    block_seconds: float = 0.1
    blocks: int = 0


class ProgressPoint(NamedTuple):
    """What a child is at: ``steps`` counts everything it has begun."""

    phase: int
    steps: int
    item: int
    runtime: int  # address of the interpreter's state in the child; 0: unknown
    thread: int  # the system's number of the thread that runs the function


class ChildProgress:
    """The numbers, written by one process and read by another."""

    def __init__(self, path: Path) -> None:
        """``path``: a file made by `make`."""
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _FORM.size + 1)
        self._steps = 0
        self._where = (0, 0)

    @staticmethod
    def make(path: Path) -> "ChildProgress":
        """Make the file, and map it."""
        path.write_bytes(bytes(_FORM.size + 1))
        return ChildProgress(path)

    def write(self, phase: int, item: int = 0) -> None:
        """Note what begins now."""
        self._steps += 1
        _FORM.pack_into(self._memory, 0, phase, self._steps, item, *self._where)

    def note_thread(self, runtime: int, thread: int) -> None:
        """Note where the parent can look; it is written with the next `write`."""
        self._where = (runtime, thread)

    def read(self) -> ProgressPoint:
        """What was written last."""
        return ProgressPoint(*_FORM.unpack_from(self._memory))

    def mark_found(self) -> None:
        """The parent's only word: it has seen what it wanted, go on."""
        self._memory[_FORM.size] = 1

    @property
    def is_found(self) -> bool:
        """Whether the parent has marked so."""
        return bool(self._memory[_FORM.size])

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
