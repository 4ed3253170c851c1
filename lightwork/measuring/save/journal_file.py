"""The run's journal: one line per finished case, on disk before the next case starts.

pytest-benchmark saves only at the end of the session; what a signal or a power cut interrupts
would lose every finished case. The journal holds the same records, and goes when all of them are
saved. Its lines: `lightwork.core.journal_lines`.
"""

import contextlib
import errno
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lightwork.core.journal_lines import (
    BENCHMARK,
    GROWING,
    SKIPPED_RECORD,
    SO_FAR,
    WholeLines,
    line_of,
)
from lightwork.core.places import BENCH
from lightwork.measuring.host.machine import make_private
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.launcher.client import FULL
from lightwork.strategies.parts.worker_start import signals_wait

if sys.platform != "win32":
    import fcntl

_FLAGS = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)


class InUse(Exception):
    """Another process writes this journal."""


class NotJournalled(Exception):
    """What was finished could not be written; the text says what is safe, and where."""


class Journal:
    """An append-only file; each record is on the disk when `write` returns, or was not written."""

    def __init__(self, path: Path, opened: int, size: int = 0, lines: int = 0, last_sum: str = ""):
        """``opened``: the file's descriptor. `create` and `reopen` make one."""
        self.path = path
        self._file = opened
        self._size = size
        self._lines = lines
        self._sum = last_sum
        self.removed = False

    @classmethod
    def create(cls, path: Path, header: dict[str, Any]) -> "Journal":
        """A new file whose first line is ``header``. Raises `OSError`; then there is no file.

        It gets its name when the line is on the disk: a journal that tells of no run is no use.
        """
        new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        # Windows can't rename a file that is open.
        part = path if sys.platform == "win32" else path.with_name(f".{path.name}.part")
        journal = cls(part, os.open(part, _FLAGS | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            journal._lock()
            journal.write(header)
            journal.path = part.rename(path)
            for folder in (path.parent, *(folder.parent for folder in new)):
                on_disk(folder)
        except BaseException:
            journal.close(remove=True)
            raise
        return journal

    @classmethod
    def reopen(cls, path: Path, content: WholeLines) -> "Journal":
        """Go on after the last whole line; one that is torn is cut off.

        ``content`` is what was read of it. Raises `OSError`; `InUse` where somebody else writes.
        """
        opened = os.open(path, _FLAGS)
        journal = cls(path, opened, content.size, len(content.records), content.last_sum)
        try:
            journal._lock()
            size = os.fstat(opened).st_size
            if size < content.size or (size > content.size and not content.torn):
                raise InUse
            os.ftruncate(opened, content.size)
        except BaseException:
            os.close(opened)
            raise
        return journal

    def write(self, record: dict[str, Any]) -> None:
        """Append one record, without who ran it, and wait until it is on the disk.

        Signals wait meanwhile. Raises `OSError`; then nothing of the record is in the file.
        """
        make_private(record)
        text = json.dumps(record, allow_nan=False, separators=(",", ":"))
        content, own = line_of(text.encode(), self._lines + 1, self._sum)
        with signals_wait():
            try:
                rest = memoryview(content)
                while rest:
                    rest = rest[os.write(self._file, rest) :]
                _sync(self._file)
            except OSError:
                with contextlib.suppress(OSError):  # else it is a torn line, which readers know
                    os.ftruncate(self._file, self._size)
                raise
            self._size += len(content)
            self._lines, self._sum = self._lines + 1, own

    def close(self, remove: bool) -> None:
        """Close the file; remove it where its records are in the saved file."""
        os.close(self._file)
        if remove:
            with contextlib.suppress(FileNotFoundError):
                self.path.unlink()
            self.removed = True

    def _lock(self) -> None:
        """Let nobody else resume this run while it goes on. The kernel unlocks when we end.

        The lock is the process's (``fcntl``, not ``flock``): forked workers do not inherit it. Its
        trap: whoever in this process opens and closes the same file has unlocked it.
        """
        if sys.platform != "win32":
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in (errno.EACCES, errno.EAGAIN):
                    raise InUse from error
                # Some network file systems have no locks; a run without one is a run all the same.


def append(journal: Journal | None, record: dict[str, Any]) -> None:
    """Write a record to the run's journal, if it has one. Raises `NotJournalled`."""
    if journal is None:
        return
    try:
        journal.write(record)
    except OSError as error:
        here, path = Path.cwd(), journal.path
        shown = path.relative_to(here) if path.is_relative_to(here) else path
        raise NotJournalled(
            f"the journal can't be written: {reason(error)}. Finished cases are safe in {shown}: "
            f"{writing_remedy(error)}, then go on with: {BENCH} --resume"
        ) from error


def write_case(
    journal: Journal | None, benchmark: Mapping[str, Any], run: Mapping[str, Any]
) -> None:
    """Write a case that is finished, and how far the run is. Raises `NotJournalled`."""
    so_far = {**{key: run[key] for key in GROWING}, "datetime": now()}
    append(journal, {BENCHMARK: benchmark, SO_FAR: so_far})


def write_skip(journal: Journal | None, skip: Skip) -> None:
    """Write that a case turned out not to be measurable. Raises `NotJournalled`."""
    append(journal, {SKIPPED_RECORD: skip._asdict()})


def now() -> str:
    """This moment, as saved files name it."""
    return datetime.now(UTC).isoformat()


def on_disk(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk, where folders can be asked."""
    if sys.platform == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems (network, FUSE) refuse this for folders; the file itself is synced.
        with contextlib.suppress(OSError):
            os.fsync(opened)
    finally:
        os.close(opened)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: who looks finds all of it, on the disk, or what was there before.

    Raises `OSError`; then nothing of it is left.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            stream.write(content)
            stream.flush()
            _sync(stream.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    on_disk(path.parent)


def writing_remedy(error: OSError) -> str:
    """What to do where a file can't be written."""
    if error.errno in FULL:
        return "free some space there, or name another folder with --benchmark-storage=FOLDER"
    return "name a folder that you may write to with --benchmark-storage=FOLDER"


def reason(error: OSError) -> str:
    """Why a file can't be written, in the system's words."""
    return error.strerror or type(error).__name__


def _sync(opened: int) -> None:
    full = getattr(fcntl, "F_FULLFSYNC", None) if sys.platform == "darwin" else None
    if full is not None:  # macOS: fsync leaves it to the drive when to write
        fcntl.fcntl(opened, full)
    else:
        os.fsync(opened)
