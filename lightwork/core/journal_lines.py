"""The lines of a journal: JSON, numbered, each with a checksum over itself and all before it.

``{"line":3,"sum":"<32 hex digits>","record":{...}}``. The sum is BLAKE2b (RFC 7693), 128 bits, of
the sum before it, the number and the record's bytes as they stand in the line. So a line that was
changed, dropped, doubled or moved is found, and is the first whose sum does not fit. It guards
against damage, not against forgers: who can write a journal can write its sums.

Standard library only, and no file is opened here.
"""

import hashlib
import re
from typing import NamedTuple

#: How a journal begins; no saved file does.
FIRST_BYTES = b'{"line":1,'
#: Where journals are, in pytest-benchmark's storage, and how their names end.
JOURNAL_FOLDER = "journal"
JOURNAL_SUFFIX = ".jsonl"
_LINE = re.compile(rb'\{"line":(\d{1,9}),"sum":"([0-9a-f]{32})","record":(\{.*\})\}', re.DOTALL)

#: Keys of records. The first line has `RUN_KEY` (as in a saved file, as it was before the first
#: round), ``machine_info``, ``commit_info`` and `RESUMED_BY`; each other line has one of
#: `BENCHMARK`, `SKIPPED_RECORD`, `RESUMED` and `ENDED`, and with a benchmark stands `SO_FAR`.
RESUMED_BY = "resumed_by"  # what must be the same where the run is continued
BENCHMARK = "benchmark"  # a finished case, as pytest-benchmark saves it, with its raw rounds
SO_FAR = "so_far"  # those keys of a run that grow, and the moment, ``datetime``
SKIPPED_RECORD = "skipped"  # a case that turned out not to be measurable: ``what``, ``reason``
RESUMED = "resumed"  # the run was continued: ``at``, ``kept``
ENDED = "ended"  # the run came to its end, whole or not: as `RUN_KEY`
#: Those keys of a run that grow from case to case: what a journal's lines have as `SO_FAR`.
GROWING = (
    "seconds", "inside_rounds_seconds", "fastest_spin_seconds", "repeated_rounds",
)  # fmt: skip


class JournalLine(NamedTuple):
    """A line with its break, and its sum, which the next line's goes on from."""

    content: bytes
    sum: str


class WholeLines(NamedTuple):
    """The records of a journal, as bytes, and where its last whole line ends."""

    records: tuple[bytes, ...]
    last_sum: str
    size: int  # bytes up to the end of the last whole line
    torn: bool  # whether a line that was not written to its end follows


class DamagedLine(Exception):
    """A line that is not what was written; ``number`` counts from 1."""

    def __init__(self, number: int, got: str, expected: str) -> None:
        super().__init__(f"line {number}: got {got}, expected {expected}")
        self.number, self.got, self.expected = number, got, expected


def line_of(record: bytes, number: int, last_sum: str) -> JournalLine:
    """The line of a record, whose bytes have no line break. ``last_sum``: "" for the first."""
    own = _sum(record, number, last_sum)
    head = f'{{"line":{number},"sum":"{own}","record":'.encode()
    return JournalLine(head + record + b"}\n", own)


def whole_lines(content: bytes) -> WholeLines:
    """The records of a journal's bytes, each checked. Raises `DamagedLine`.

    Only the very last line may be damaged: it was being written when the run was broken off. (With
    its break, too: after a power cut a disk may have the end of a line and not its middle.)
    """
    lines = content.split(b"\n")
    ends_in_break = lines[-1] == b""
    if ends_in_break:
        lines.pop()
    records: list[bytes] = []
    last_sum, size = "", 0
    for number, line in enumerate(lines, 1):
        is_last = number == len(lines)
        try:
            if is_last and not ends_in_break:
                raise DamagedLine(number, "a line without its end", "a whole line")
            record, last_sum = _checked(line, number, last_sum)
        except DamagedLine:
            if not is_last or number == 1:
                raise
            return WholeLines(tuple(records), last_sum, size, torn=True)
        records.append(record)
        size += len(line) + 1
    if not records:
        raise DamagedLine(1, "an empty file", "the line about the run")
    return WholeLines(tuple(records), last_sum, size, torn=False)


def _checked(line: bytes, number: int, last_sum: str) -> tuple[bytes, str]:
    """The record of a line, and its sum. Raises `DamagedLine`."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise DamagedLine(number, "something else", "a journal's line")
    claimed, record = match[2].decode(), match[3]
    if int(match[1]) != number:
        raise DamagedLine(number, f"the line numbered {int(match[1])}", f"number {number}")
    own = _sum(record, number, last_sum)
    if own != claimed:
        got = f"the checksum {claimed[:8]}…"
        expected = f"{own[:8]}…, that of what it and the lines before it hold"
        raise DamagedLine(number, got, expected)
    return record, own


def _sum(record: bytes, number: int, last_sum: str) -> str:
    whole = hashlib.blake2b(f"{last_sum} {number} ".encode(), digest_size=16)
    whole.update(record)
    return whole.hexdigest()
