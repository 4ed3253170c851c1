"""One worker appends records to a file while the others read it: torn and missed records.

A record has a fixed form, a number and its checksum, and is written in three pieces, as several
``write`` calls of a program are. A reader goes on where it stopped and takes what is there, so
without a lock it may see the start of a record now and its end later: it is torn, and was never
seen whole, so it is missed too.
"""

import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.costs._rungs import Lock, Outcome

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


class Seen(NamedTuple):
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
    """A `benchmarks.costs._rungs.Rung`: worker 0 writes, the others read until they have it all.

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

    def work(self, worker: int) -> Seen | None:
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

    def _read(self) -> Seen:
        seen = Seen(set(), set())
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

    def outcome(self, sent: Sequence[Seen | None]) -> Outcome:
        """What the readers saw, held against what the file holds in the end.

        A record counts as torn or missed if it was so for one reader or more.
        """
        written = Seen(set(), set())
        written.look_at(self.path.read_bytes(), 0)
        readers = [seen for seen in sent if seen is not None]
        torn = set().union(*(seen.torn for seen in readers))
        missed = set().union(*(written.whole - seen.whole for seen in readers))
        results = self._result(len(written.whole), len(torn), len(missed))
        counts = {"torn_records": len(torn), "missed_records": len(missed)}
        return Outcome(results, {**counts, "records": len(written.whole)})

    def expected(self, workers: int) -> Sequence[str]:  # noqa: ARG002 - however many read
        """All written; under a lock also all seen whole."""
        return self._result(self.records, 0, 0)

    def _result(self, records: int, torn: int, missed: int) -> Sequence[str]:
        """In words, because it is what a wrong answer shows."""
        return [f"{records} records" + (f", {torn} torn, {missed} missed" if self.locked else "")]
