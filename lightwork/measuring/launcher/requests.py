"""What a launcher is asked, and what it answers: plain values that a pipe carries."""

import mmap
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

from lightwork.core.scripts import PLAIN_ANSWER
from lightwork.measuring.launcher.targets import ItemSource, Target

#: How a timed call ended: with the expected answers; with others; by an exception; the process
#: ended or was killed; it was ended as it took too long.
OK, WRONG, RAISED, DIED, LATE = "ok", "wrong", "raised", "died", "late"
#: Files in the folder that planning process, launcher and calls share.
ANSWERS_FILE, OUTPUT_FILE, MAIN_FILE = "answers", "output", "main.py"
LAUNCHER_OUTPUT_FILE = "launcher-output"
#: What a call is doing, as its progress tells.
BEGIN, RUN_ITEMS, PICKLE, SPIN_CONTROL, SLEEP_CONTROL = range(5)
#: What candidates need that not every Python has.
OPTIONAL = JOBLIB_PACKAGE, LIMITS_PACKAGE = "joblib", "threadpoolctl"
#: In place of the address of the interpreter's state, where there is no GIL to look for.
NO_GIL = 1
_FORM = struct.Struct("=qqqQq")


class LauncherJob(NamedTuple):
    """What a launcher loads. ``folder`` is private to one measurement and goes with it."""

    function: Target
    items: ItemSource
    check: Target | None
    folder: str
    watched: bool = False  # note side effects of the import; slows every call, so for no timed one
    preload: tuple[str, ...] = ()  # modules that calls need, loaded before the user's file
    python: str = ""  # the interpreter; empty: this one
    fork: bool = True  # False: a call ends the launcher; a new one has to be started for each
    star: bool = False  # an item is a tuple of arguments
    gives: str = PLAIN_ANSWER  # as in `lightwork.core.scripts.Source`
    hash_seed: str = ""  # PYTHONHASHSEED, where two launchers are to have the same


class Loaded(NamedTuple):
    """What loading came to. Seconds are wall seconds."""

    seconds: float  # of importing the function's file
    memory_bytes: int  # what that added to resident memory
    private_bytes: int  # what a fork has to copy
    items: int
    more: bool
    form: str
    effects: Mapping[str, dict[str, Any]]
    threads: int  # of Python, beside the main one
    start_method: str | None  # that the file has set, or that was the default and is in use
    #: Only where side effects are watched: of the Python that measures.
    python: tuple[int, ...] = ()
    start_methods: tuple[str, ...] = ()  # the default one comes first
    packages: tuple[str, ...] = ()  # those of `OPTIONAL` that are installed


class CallRequest(NamedTuple):
    """One timed call. ``definitions`` is source that defines ``main(items)``.

    ``which`` are the places of the items, None for all; ``part`` says which of these are run, where
    the serial loop takes too long over all. The answers are compared with those of the folder's
    file, or kept there by the first call (``keep``).
    """

    definitions: str
    script: str  # file that worker processes take for the main program
    which: tuple[int, ...] | None
    limit: float  # seconds until it is ended
    keep: bool = False
    part: tuple[int, ...] | None = None
    rounded: bool = False  # answers may differ from the kept ones by rounding
    ceiling: int = 0  # instead of the definitions: so many independent processes, a share each


class ApartRequest(NamedTuple):
    """Ask for ``function(task, items, folder, *arguments)`` in a process of its own.

    ``function`` is one of ``module``, which is imported there alone: a launcher stays what it is.
    """

    module: str
    function: str
    arguments: tuple[Any, ...]
    limit: float  # seconds until it is ended


class CallOutcome(NamedTuple):
    """What came of it. Without OK there are no seconds, and ``text`` says what happened."""

    status: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0  # of the call and of the workers that it has waited for
    memory_bytes: int = 0  # peak of the call's own process
    worker_memory_bytes: int = 0  # peak of its largest worker process
    threads_left: int = 0
    text: str = ""
    left: tuple[str, ...] = ()  # command lines of processes that had to be killed
    fault: dict[str, Any] | None = None


class LookRequest(NamedTuple):
    """The first call of the function: items in a spread order, one by one, for ``seconds``.

    Unless ``allow_effects``, it is stopped before it changes a file that was there before, or
    connects to another host.
    """

    seconds: float
    fewest: int
    item_limit: float
    allow_effects: bool = False


class Looked(NamedTuple):
    """What was seen. ``seconds`` are of the items at ``places``, in the order they were called."""

    places: tuple[int, ...]
    seconds: tuple[float, ...]
    wall_seconds: float  # of all these calls, with what is done between them; so are the next two
    cpu_seconds: float
    queued_seconds: float  # ready to run, while others had the cores; 0 where the system tells none
    refusals: Mapping[str, str]  # of function, item, answer: why pickle does not carry it
    bytes_in: int  # of the largest item that was pickled
    bytes_out: int
    effects: Mapping[str, dict[str, Any]]
    threads_left: int
    printed: int  # bytes
    output: str  # the beginning of it
    gives: str  # as in `lightwork.core.scripts.Source`
    changes: tuple[str, ...]  # what calls have changed: "its items", names in its module
    only_none: bool  # every answer was None
    cached: bool  # by functools.cache or lru_cache
    gil: bool = True  # once its file and what its calls load are loaded
    gil_turned_on_by: str = ""  # the package that did, where the build can do without


class SharesRequest(NamedTuple):
    """Ask where the function's seconds go: blocks of it between two controls."""

    which: tuple[int, ...]
    blocks: int
    block_seconds: float
    gil: bool = True  # as `Looked` has it


class Lost(NamedTuple):
    """A call that gave no answer: it hung, or its process ended. ``code`` as of `Popen`."""

    hung: bool
    code: int
    item: int
    output: str
    left: tuple[str, ...] = ()


class ProgressPoint(NamedTuple):
    """What a call is at: ``steps`` counts everything it has begun."""

    phase: int
    steps: int
    item: int
    runtime: int  # address of the interpreter's state in the child; 0: unknown
    thread: int  # the system's number of the thread that runs the function


class CallProgress:
    """A few numbers in memory that a call writes and others read, also after it was killed."""

    def __init__(self, file: int = -1) -> None:
        """``file``: of `SIZE` bytes, for who is no child of this process; without it, memory."""
        self._memory = mmap.mmap(file, self.SIZE)
        self._steps = 0
        self._where = (0, 0)

    SIZE = _FORM.size + 1

    def write(self, phase: int, item: int = 0) -> None:
        """Note what begins now."""
        self._steps += 1
        _FORM.pack_into(self._memory, 0, phase, self._steps, item, *self._where)

    def note_thread(self, runtime: int, thread: int) -> None:
        """Note where another process can look; it is written with the next `write`."""
        self._where = (runtime, thread)

    def read(self) -> ProgressPoint:
        """What was written last."""
        return ProgressPoint(*_FORM.unpack_from(self._memory))

    def mark_found(self) -> None:
        """The reader's only word: it has seen what it wanted, go on."""
        self._memory[_FORM.size] = 1

    @property
    def is_found(self) -> bool:
        """Whether the reader has marked so."""
        return bool(self._memory[_FORM.size])

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
