"""The journal on the disk: whole records or none, one writer, files replaced in one step."""

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lightwork.core.journal_lines import whole_lines
from lightwork.measuring.save import journal_file as journal_module
from lightwork.measuring.save.journal_file import Journal, write_whole, writing_remedy
from tests.fixtures.places import ROOT


def records(path: Path) -> list[object]:
    return [json.loads(record) for record in whole_lines(path.read_bytes()).records]


class FullDisk:
    """Takes the place of ``os.write``: writes a few bytes, then there is no room."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.real = os.write

    def __call__(self, opened: int, content: bytes) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self.real(opened, content[: self.room])
        self.room -= written
        return written


def test_a_record_is_there_when_write_returns(tmp_path: Path) -> None:
    """Nothing waits in a buffer of ours; folders that are missing are made."""
    path = tmp_path / "a" / "b" / "x.jsonl"
    journal = Journal.create(path, {"run": 1})
    journal.write({"case": [0.1]})
    assert records(path) == [{"run": 1}, {"case": [0.1]}]
    journal.close(remove=True)
    assert not path.exists()


def test_each_record_is_synced_before_write_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file once for each record, with all its bytes written; its new folders, too."""
    synced: list[tuple[bool, int]] = []
    real = os.fsync

    def fsync(opened: int) -> None:
        about = os.fstat(opened)
        synced.append((stat.S_ISDIR(about.st_mode), about.st_size))
        real(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    journal = Journal.create(tmp_path / "journal" / "x.jsonl", {"run": 1})
    first = journal.path.stat().st_size
    assert (False, first) in synced
    if sys.platform != "win32":
        assert sum(is_folder for is_folder, _ in synced) == 2
    journal.write({"case": 1})
    assert synced[-1][1] == journal.path.stat().st_size > first
    journal.close(remove=False)


@pytest.mark.parametrize("room", [0, 1, 40])
def test_a_full_disk_leaves_no_half_record(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record that has no room is cut off again, and the next one that has is whole."""
    journal = Journal.create(tmp_path / "x.jsonl", {"run": 1})
    journal.write({"case": 1})
    before = journal.path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(journal_module.os, "write", FullDisk(room))
        with pytest.raises(OSError, match="No space left"):
            journal.write({"case": 2})
    assert journal.path.read_bytes() == before
    journal.write({"case": 3})
    assert records(journal.path)[1:] == [{"case": 1}, {"case": 3}]


def test_a_journal_that_cannot_begin_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No empty file, which the next reader would take for the newest run."""
    monkeypatch.setattr(journal_module.os, "write", FullDisk(5))
    with pytest.raises(OSError, match="No space left"):
        Journal.create(tmp_path / "x.jsonl", {"run": 1})
    assert list(tmp_path.iterdir()) == []


def test_a_torn_journal_goes_on_after_its_last_whole_line(tmp_path: Path) -> None:
    """What was cut short is cut off, and sums go on from the last whole line."""
    path = tmp_path / "x.jsonl"
    journal = Journal.create(path, {"run": 1})
    journal.write({"case": 1})
    journal.write({"case": 2})
    journal.close(remove=False)
    path.write_bytes(path.read_bytes()[:-7])
    again = Journal.reopen(path, whole_lines(path.read_bytes()))
    again.write({"case": 3})
    assert records(path) == [{"run": 1}, {"case": 1}, {"case": 3}]


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
def test_a_journal_has_one_writer(tmp_path: Path) -> None:
    """Another process may read it, but not go on with it before the first has ended."""
    journal = Journal.create(tmp_path / "x.jsonl", {"run": 1})
    program = (
        "import sys; from pathlib import Path;"
        "from lightwork.measuring.save.journal_file import InUse, Journal;"
        "from lightwork.core.journal_lines import whole_lines; path = Path(sys.argv[1])\n"
        "try: Journal.reopen(path, whole_lines(path.read_bytes()))\n"
        "except InUse: print('in use')\n"
        "else: print('free')"
    )
    command = [sys.executable, "-c", program, str(journal.path)]
    said = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout]
    journal.close(remove=False)
    said += [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout]
    assert said == ["in use\n", "free\n"]


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk what was there stays, and no part of the new one is left beside it."""
    path = tmp_path / "0001_run.json"
    write_whole(path, b"old")

    def no_room(_opened: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(journal_module.os, "fsync", no_room)
        with pytest.raises(OSError, match="No space left"):
            write_whole(path, b"new")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {path.name: b"old"}
    write_whole(path, b"new")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {path.name: b"new"}


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "free some space"), (errno.EROFS, "may write to"), (errno.EACCES, "may write")],
)
def test_the_remedy_fits_the_reason(number: int, word: str) -> None:
    """A full disk wants room, a folder that is not ours another folder."""
    assert word in writing_remedy(OSError(number, os.strerror(number)))
