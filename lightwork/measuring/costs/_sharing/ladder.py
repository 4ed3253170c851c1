"""The sharing ladder: which rungs there are for processes and threads, and how each is made.

Two rungs are a file: one worker appends records while the others read them. A record has a fixed
form, a number and its checksum, and is written in three pieces, as several ``write`` calls of a
program are. A reader goes on where it stopped and takes what is there, so without a lock it may
see the start of a record now and its end later: it is torn, and was never seen whole, so it is
missed too.
"""

import multiprocessing
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
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


class RecordsSeen(NamedTuple):
    """What one reader saw, by record number."""

    whole: set[int]
    torn: set[int]

    def note(self, piece: bytes, position: int) -> None:
        """Note the records of a piece that was read from ``position`` in the file."""
        for part in piece.splitlines(keepends=True):
            number = position // RECORD_BYTES
            (self.whole if part == b"".join(pieces_of(number)) else self.torn).add(number)
            position += len(part)


class RecordFile:
    """A `lightwork.measuring.costs._sharing.rungs.Rung`: worker 0 writes, the others read until
    they have it all.

    ``lock`` is taken to write a record and to read. Under one nothing may be torn or missed.
    """

    def __init__(self, path: Path, records: int, lock: Lock | None) -> None:
        self.path = path
        self.records = records
        self.lock = lock or nullcontext()
        self.locked = lock is not None
        self._given_up = False

    def reset(self) -> None:
        self.path.write_bytes(b"")
        self._given_up = False

    def work(self, worker: int) -> RecordsSeen | None:
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
            seen.note(piece, position)
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
        written.note(self.path.read_bytes(), 0)
        readers = [seen for seen in sent if seen is not None]
        torn = set().union(*(seen.torn for seen in readers))
        missed = set().union(*(written.whole - seen.whole for seen in readers))
        results = self._result(len(written.whole), len(torn), len(missed))
        counts = {"torn_records": len(torn), "missed_records": len(missed)}
        return RungOutcome(results, {**counts, "records": len(written.whole)})

    def expected(self, workers: int) -> Sequence[str]:  # noqa: ARG002 - however many read
        return self._result(self.records, 0, 0)

    def _result(self, records: int, torn: int, missed: int) -> Sequence[str]:
        """As text, because it is what a wrong answer shows."""
        return [
            f"{records} records" + (f", {torn} corrupted, {missed} missing" if self.locked else "")
        ]


class Makers(NamedTuple):
    """Makes what a kind of worker can share."""

    cell: Callable[[], Any]
    guarded: Callable[[int], Counter]  # a cell with a lock of its own, where there is such a thing
    slots: Callable[[], Any]  # one for each worker
    lock: Callable[[], Any]
    server: Any = None  # a `SyncManager`, for the rungs of one


class ThreadCell:
    """What threads share: a plain object with a ``value``."""

    value = 0


def _for_processes(start_method: str, workers: int) -> Makers:
    context = multiprocessing.get_context(start_method)
    return Makers(
        cell=lambda: context.Value("q", 0, lock=False),
        guarded=lambda updates: OwnLock(updates, context.Value("q", 0)),
        slots=lambda: context.Array("q", workers, lock=False),
        lock=context.Lock,
    )


def _for_threads(workers: int) -> Makers:
    return Makers(
        cell=ThreadCell,
        guarded=lambda updates: Locked(updates, ThreadCell(), threading.Lock()),
        slots=lambda: [0] * workers,
        lock=threading.Lock,
    )


class RungPlan(NamedTuple):
    """``make(updates, makers)`` makes a rung; how many updates each worker makes in a round.

    So many that a contended round takes 15 to 40 ms on a 2-core virtual machine. None where a rung
    makes no sense: threads need no shared memory and no server.
    """

    make: Callable[[int, Makers], Counter] | None  # None: it is a file
    process: int
    threads: int | None = None
    locks: bool = False  # a worker waits while another makes its update


def _managed(make_item: Callable[[Any], Any], key: Any) -> Callable[[int, Makers], Counter]:
    """An item of a server is read, changed and written back under a lock of it: none is lost."""
    return lambda n, make: LockedItem(n, make_item(make.server), key, make.server.Lock())


#: The rungs, from nothing shared upwards. ``manager_lock`` is the Manager's lock alone, around a
#: value in shared memory.
_RUNGS = {
    "nothing": RungPlan(lambda n, _: Counter(n), 500_000, 500_000),
    "read_global": RungPlan(lambda n, _: ReadGlobal(n), 500_000, 500_000),
    "plain_global": RungPlan(lambda n, _: PlainGlobal(n), 500_000, 500_000),
    "value_lock": RungPlan(lambda n, make: make.guarded(n), 10_000, 100_000, locks=True),
    "value_outer_lock": RungPlan(
        lambda n, make: Locked(n, make.cell(), make.lock()), 20_000, locks=True
    ),
    "value_unlocked": RungPlan(lambda n, make: Unlocked(n, make.cell()), 300_000, 500_000),
    "array_slots": RungPlan(lambda n, make: SlotCounter(n, make.slots()), 200_000, 300_000),
    "sharded": RungPlan(lambda n, make: Sharded(n, make.cell(), make.lock()), 500_000, 500_000),
    "manager_value": RungPlan(
        lambda n, make: Locked(n, make.server.Value("q", 0), make.server.Lock()), 100, locks=True
    ),
    "manager_array": RungPlan(_managed(lambda server: server.Array("q", [0]), 0), 100, locks=True),
    "manager_list": RungPlan(_managed(lambda server: server.list([0]), 0), 100, locks=True),
    "manager_dict": RungPlan(_managed(lambda server: server.dict(), "updates"), 100, locks=True),
    "manager_queue": RungPlan(lambda n, make: QueuePuts(n, make.server.Queue()), 300),
    "manager_lock": RungPlan(
        lambda n, make: Locked(n, make.cell(), make.server.Lock()), 150, locks=True
    ),
    "file_locked": RungPlan(None, 4_000, 2_000),
    "file_unlocked": RungPlan(None, 4_000, 2_000),
}
FILE_RUNGS = ("file_locked", "file_unlocked")
MANAGED_RUNGS = tuple(name for name in _RUNGS if name.startswith("manager_"))
LOCKING = tuple(name for name, rung in _RUNGS.items() if rung.locks)
#: For each kind of worker, what each makes in a round: updates, or records of the one that writes.
UPDATES: Mapping[str, Mapping[str, int]] = {
    "process": {name: rung.process for name, rung in _RUNGS.items()},
    "threads": {name: rung.threads for name, rung in _RUNGS.items() if rung.threads is not None},
}


@contextmanager
def open_rung(case: Case) -> Iterator[Rung]:
    """Make what the workers of a case share; in the end nothing of it is left."""
    amount, make_counter = amount_of(case), _RUNGS[case.workload].make
    if case.strategy == "process":
        make = _for_processes(case.start_method, case.workers)
    else:
        make = _for_threads(case.workers)
    if make_counter is None:
        lock = make.lock() if case.workload == "file_locked" else None
        with tempfile.TemporaryDirectory("", "lightwork-", ignore_cleanup_errors=True) as folder:
            yield RecordFile(Path(folder) / "records", amount, lock)
    elif case.workload in MANAGED_RUNGS:
        with open_server(case.start_method) as server:
            yield make_counter(amount, make._replace(server=server))
    else:
        yield make_counter(amount, make)


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
