"""The file that one appends to and others read: torn and missed records are counted right."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from lightwork.measuring.cases.round_parts import WrongAnswer, verify
from lightwork.measuring.costs._sharing.ladder import (
    RECORD_BYTES,
    RecordFile,
    RecordsSeen,
    pieces_of,
)
from lightwork.measuring.costs._sharing.released_groups import open_worker_group
from lightwork.strategies.parts.processes import START_METHODS
from tests.fixtures.strategy_leftovers import clean_and_quick

__all__ = ["clean_and_quick"]


def read_in(cuts: Sequence[int], content: bytes) -> RecordsSeen:
    """What a reader sees whose reads end at these places."""
    seen = RecordsSeen(set(), set())
    for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
        seen.note(content[start:end], start)
    return seen


def records(count: int) -> bytes:
    return b"".join(piece for number in range(count) for piece in pieces_of(number))


def test_a_torn_record_is_counted_once_however_often_it_is_torn() -> None:
    """A reader that stops in records 1 (twice) and 3 tore these two, and saw the others whole."""
    cuts = [RECORD_BYTES + 1, RECORD_BYTES + 9, 2 * RECORD_BYTES, 4 * RECORD_BYTES - 1]
    assert read_in(cuts, records(5)) == RecordsSeen({0, 2, 4}, {1, 3})
    assert read_in([RECORD_BYTES, 3 * RECORD_BYTES], records(5)) == RecordsSeen(
        {0, 1, 2, 3, 4}, set()
    )


def test_torn_and_missed_records_of_several_readers(tmp_path: Path) -> None:
    """A record counts if one reader tore or missed it; under a lock that is a wrong answer."""
    path = tmp_path / "records"
    path.write_bytes(records(5))
    sent = [None, RecordsSeen({0, 1, 2}, {3, 4}), RecordsSeen({0, 2, 3, 4}, {1})]
    unlocked = RecordFile(path, 5, None)
    outcome = unlocked.outcome(sent)
    verify(outcome.results, unlocked.expected(3))
    assert outcome.observed == {"torn_records": 3, "missed_records": 3, "records": 5}
    locked = RecordFile(path, 5, threading.Lock())
    with pytest.raises(WrongAnswer, match="5 records, 3 corrupted, 3 missing"):
        verify(locked.outcome(sent).results, locked.expected(3))


def test_a_file_with_a_record_too_few_is_a_wrong_answer(tmp_path: Path) -> None:
    """Whoever reads: what the writer says it wrote must be there in the end, whole."""
    path = tmp_path / "records"
    path.write_bytes(records(4) + records(5)[-RECORD_BYTES:-1])
    rung = RecordFile(path, 5, None)
    with pytest.raises(WrongAnswer, match="got '4 records'"):
        verify(rung.outcome([None]).results, rung.expected(1))


@pytest.mark.parametrize("kind", ["thread", "process"])
def test_a_writer_that_fails_leaves_no_reader_waiting(kind: str, tmp_path: Path) -> None:
    """Its exception comes home, and the readers end although the file will never be complete."""
    rung = RecordFile(tmp_path / "records", 5, None)
    rung.reset()
    rung._write = no_space  # type: ignore[method-assign]
    with (
        pytest.raises(OSError, match="No space left"),
        open_worker_group(kind, 3, START_METHODS[0], rung.work) as crew,
    ):
        crew.go()


def no_space() -> None:
    raise OSError(28, "No space left on device")
