"""The sharing ladder: which rungs there are for processes and threads, and how each is made.

One worker appends records to a file while the others read it: torn and missed records.

A record has a fixed form, a number and its checksum, and is written in three pieces, as several
``write`` calls of a program are. A reader goes on where it stopped and takes what is there, so
without a lock it may see the start of a record now and its end later: it is torn, and was never
seen whole, so it is missed too.
"""

import multiprocessing
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.costs._sharing.rungs import (
    Counter,
    Lock,
    Locked,
    LockedItem,
    OwnLock,
    PlainGlobal,
    QueuePuts,
    ReadGlobal,
    Rung,
    RungOutcome,
    Sharded,
    SlotCounter,
    Unlocked,
)
from lightwork.strategies.parts.manager_server import open_server

RECORD_BYTES = len(b"00000000:ffffffff\n")
#: Most that a reader takes at once: whole records, so that it tears none itself.
READ_BYTES = 4096 * RECORD_BYTES
#: How long a reader that found nothing new waits, in seconds: the writer must get the lock.
PAUSE_SECONDS = 1e-4


def pieces_of(number: int) -> tuple[bytes, bytes, bytes]:
    """A record as it is written, in three pieces: number, checksum, end."""
    digits = b"%08d" % number
    return digits, b":%08x" % zlib.crc32(digits), b"\n"


def is_whole(part: bytes, number: int) -> bool:
    """Whether these bytes are the record with this number: all of it, and nothing else."""
    return part == b"".join(pieces_of(number))


class RecordsSeen(NamedTuple):
    """What one reader saw, by record number."""

    whole: set[int]
    torn: set[int]

    def look_at(self, piece: bytes, position: int) -> None:
        """Note the records of a piece that was read from ``position`` in the file."""
        for part in piece.splitlines(keepends=True):
            number = position // RECORD_BYTES
            (self.whole if is_whole(part, number) else self.torn).add(number)
            position += len(part)


class RecordFile:
    """A `lightwork.measuring.costs._sharing.rungs.Rung`: worker 0 writes, the others read until
    they have it all.

    ``lock`` is taken to write a record and to read; ``locked`` says that it is a real one, under
    which nothing may be torn or missed.
    """

    def __init__(self, path: str, records: int, lock: Lock, locked: bool) -> None:
        self.path = Path(path)
        self.records = records
        self.lock = lock
        self.locked = locked
        self._given_up = False

    def reset(self) -> None:
        """Empty the file."""
        self.path.write_bytes(b"")
        self._given_up = False

    def work(self, worker: int) -> RecordsSeen | None:
        """Write or read all records."""
        if worker:
            return self._read()
        try:
            self._write()
        except BaseException:
            self._given_up = True  # or reading threads, which nobody can kill, would wait for ever
            raise
        return None

    def _write(self) -> None:
        lock = self.lock
        with self.path.open("ab", buffering=0) as file:
            for number in range(self.records):
                with lock:
                    for piece in pieces_of(number):
                        file.write(piece)

    def _read(self) -> RecordsSeen:
        seen = RecordsSeen(set(), set())
        position = 0
        for piece in self._pieces():
            seen.look_at(piece, position)
            position += len(piece)
        return seen

    def _pieces(self) -> Iterator[bytes]:
        """Give what is new in the file, until all of it has been read."""
        missing = self.records * RECORD_BYTES
        with self.path.open("rb", buffering=0) as file:
            while missing > 0:
                with self.lock:
                    piece = file.read(READ_BYTES)
                missing -= len(piece)
                if piece:
                    yield piece
                elif self._given_up:
                    return
                else:
                    time.sleep(PAUSE_SECONDS)

    def outcome(self, sent: Sequence[RecordsSeen | None]) -> RungOutcome:
        """What the readers saw, held against what the file holds in the end.

        A record counts as torn or missed if it was so for one reader or more.
        """
        written = RecordsSeen(set(), set())
        written.look_at(self.path.read_bytes(), 0)
        readers = [seen for seen in sent if seen is not None]
        torn = set().union(*(seen.torn for seen in readers))
        missed = set().union(*(written.whole - seen.whole for seen in readers))
        results = self._result(len(written.whole), len(torn), len(missed))
        counts = {"torn_records": len(torn), "missed_records": len(missed)}
        return RungOutcome(results, {**counts, "records": len(written.whole)})

    def expected(self, workers: int) -> Sequence[str]:  # noqa: ARG002 - however many read
        """All written; under a lock also all seen whole."""
        return self._result(self.records, 0, 0)

    def _result(self, records: int, torn: int, missed: int) -> Sequence[str]:
        """In words, because it is what a wrong answer shows."""
        return [f"{records} records" + (f", {torn} torn, {missed} missed" if self.locked else "")]


#: Updates of each worker in a round, so many that a contended round takes 15 to 40 ms on a 2-core
#: virtual machine. What a kind of worker has no number for makes no sense there: threads need no
#: shared memory and no server.
UPDATES: Mapping[str, Mapping[str, int]] = {
    "process": {
        "nothing": 500_000, "read_global": 500_000, "plain_global": 500_000,
        "value_lock": 10_000, "value_outer_lock": 20_000, "value_unlocked": 300_000,
        "array_slots": 200_000, "sharded": 500_000,
        "manager_value": 100, "manager_array": 100, "manager_list": 100,
        "manager_dict": 100, "manager_queue": 300, "manager_lock": 150,
        "file_locked": 4_000, "file_unlocked": 4_000,
    },
    "threads": {
        "nothing": 500_000, "read_global": 500_000, "plain_global": 500_000,
        "value_lock": 100_000, "value_unlocked": 500_000, "array_slots": 300_000,
        "sharded": 500_000, "file_locked": 2_000, "file_unlocked": 2_000,
    },
}  # fmt: skip
FILE_RUNGS = ("file_locked", "file_unlocked")
MANAGED_RUNGS = (
    "manager_value", "manager_array", "manager_list", "manager_dict", "manager_queue",
    "manager_lock",
)  # fmt: skip
#: Rungs in which a worker waits while another makes its update.
LOCKING = (
    "value_lock", "value_outer_lock", "manager_value", "manager_array", "manager_list",
    "manager_dict", "manager_lock",
)  # fmt: skip


class Makers(NamedTuple):
    """Makes what a kind of worker can share."""

    cell: Callable[[], Any]
    guarded_cell: Callable[[], Any]  # brings a lock of its own along
    slots: Callable[[int], Any]
    lock: Callable[[], Any]


class ThreadCell:
    """What threads share: a plain object with a ``value``."""

    value = 0


def _for_processes(start_method: str) -> Makers:
    context = multiprocessing.get_context(start_method)
    return Makers(
        cell=lambda: context.Value("q", 0, lock=False),
        guarded_cell=lambda: context.Value("q", 0),
        slots=lambda count: context.Array("q", count, lock=False),
        lock=context.Lock,
    )


def _for_threads() -> Makers:
    return Makers(ThreadCell, ThreadCell, lambda count: [0] * count, threading.Lock)


def _counter(case: Case, updates: int, make: Makers) -> Counter:
    """Make a rung that needs no server."""
    own_lock = case.strategy == "process"
    makers: dict[str, Callable[[], Counter]] = {
        "nothing": lambda: Counter(updates),
        "read_global": lambda: ReadGlobal(updates),
        "plain_global": lambda: PlainGlobal(updates),
        "value_lock": lambda: (
            OwnLock(updates, make.guarded_cell())
            if own_lock
            else Locked(updates, make.cell(), make.lock())
        ),
        "value_outer_lock": lambda: Locked(updates, make.cell(), make.lock()),
        "value_unlocked": lambda: Unlocked(updates, make.cell()),
        "array_slots": lambda: SlotCounter(updates, make.slots(case.workers)),
        "sharded": lambda: Sharded(updates, make.cell(), make.lock()),
    }
    return makers[case.workload]()


def _managed(name: str, updates: int, make: Makers, manager: SyncManager) -> Counter:
    """Make a rung of a Manager's server.

    Value, Array, list and dict are read, changed and written back under the Manager's lock, so that
    none is lost. The rung ``manager_lock`` is the lock alone, around a value in shared memory.
    """
    makers: dict[str, Callable[[], Counter]] = {
        "manager_value": lambda: Locked(updates, manager.Value("q", 0), manager.Lock()),
        "manager_array": lambda: LockedItem(updates, manager.Array("q", [0]), 0, manager.Lock()),
        "manager_list": lambda: LockedItem(updates, manager.list([0]), 0, manager.Lock()),
        "manager_dict": lambda: LockedItem(updates, manager.dict(), "updates", manager.Lock()),
        "manager_queue": lambda: QueuePuts(updates, manager.Queue()),
        "manager_lock": lambda: Locked(updates, make.cell(), manager.Lock()),
    }
    return makers[name]()


@contextmanager
def open_rung(case: Case) -> Iterator[Rung]:
    """Make what the workers of a case share; in the end nothing of it is left."""
    amount = amount_of(case)
    make = _for_processes(case.start_method) if case.strategy == "process" else _for_threads()
    if case.workload in FILE_RUNGS:
        locked = case.workload == "file_locked"
        lock = make.lock() if locked else nullcontext()
        with tempfile.TemporaryDirectory("", "lightwork-", ignore_cleanup_errors=True) as folder:
            yield RecordFile(str(Path(folder) / "records"), amount, lock, locked)
    elif case.workload in MANAGED_RUNGS:
        with open_server(case.start_method) as manager:
            yield _managed(case.workload, amount, make, manager)
    else:
        yield _counter(case, amount, make)


def size_of(strategy: str, rung: str) -> str:
    """A rung's size as a case has it: updates of each worker, or records of the one that writes."""
    unit = "records" if rung in FILE_RUNGS else "updates"
    return f"{UPDATES[strategy][rung]}_{unit}"


def amount_of(case: Case) -> int:
    """The number in a case's size."""
    return int(case.size.partition("_")[0])


def updates_of(case: Case) -> int:
    """How many updates all workers make in a round, or how many records are written."""
    return amount_of(case) * (1 if case.workload in FILE_RUNGS else case.workers)
