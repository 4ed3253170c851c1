"""The journal of a run that was broken off, read so that the run can be continued.

A journal is data, and may be foreign: what is too large or no regular file is not read, every line
must have its checksum, and of a record nothing is used that was not checked.
"""

import json
import os
import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.journal_lines import (
    BENCHMARK,
    GROWING,
    RESUMED,
    RESUMED_BY,
    SKIPPED_RECORD,
    SO_FAR,
    DamagedLine,
    WholeLines,
    whole_lines,
)
from lightwork.core.record import RUN_KEY, SCHEMA, Case
from lightwork.measuring.save.resume_cases import (
    LARGEST_RESUMED_NUMBER,
    Misfit,
    ResumedCase,
    read_resumed_case,
)
from lightwork.measuring.watchdog.failures import FAILED_PREFIX

#: As for saved files (`lightwork.reporting.read.load`): a thorough run on 192 cores is 30 MB and
#: 20,000 lists.
MOST_RESUMABLE_BYTES, MOST_JOURNAL_KEYS, MOST_JOURNAL_CONTAINERS = 128 * 2**20, 1_000_000, 250_000
MOST_RESUMED = 1_000


class UnusableJournal(Exception):
    """It can't be continued; the text says what was got and what was expected, in one line."""


class BrokenRun(NamedTuple):
    """A run that was broken off: what is known of it, and its finished cases."""

    path: Path
    content: WholeLines
    run: Mapping[str, Any]  # as in a saved file, as it was before the first round
    resumed_by: Mapping[str, Any]
    kept: Mapping[tuple[str, Case], ResumedCase]
    failed: frozenset[str]  # cases that failed, as a `Skip` names them
    so_far: Mapping[str, float]  # by `GROWING`
    resumed: tuple[Mapping[str, Any], ...]  # how often it was continued already


def read_broken_run(path: Path) -> BrokenRun:
    """Read and check a journal. Raises `UnusableJournal`."""
    content = _bytes_of(path)
    try:
        lines = whole_lines(content)
        records = [_record(line) for line in lines.records]
    except DamagedLine as damage:
        raise UnusableJournal(str(damage)) from damage
    header, so_far = records[0], dict.fromkeys(GROWING, 0.0)
    kept: dict[tuple[str, Case], ResumedCase] = {}
    failed: set[str] = set()
    resumed: list[dict[str, Any]] = []
    for number, record in enumerate(records[1:], 2):
        if BENCHMARK in record:
            one = _kept(number, record)
            kept[one.family, one.case] = one
            so_far = _so_far(number, record)
        elif SKIPPED_RECORD in record:
            failed |= _failed(record[SKIPPED_RECORD])
        elif RESUMED in record and len(resumed) < MOST_RESUMED:
            resumed.append(_plain(record[RESUMED]))
    run, resumed_by = header.get(RUN_KEY), header.get(RESUMED_BY)
    if not isinstance(run, dict) or not isinstance(resumed_by, dict):
        raise UnusableJournal("line 1: got something else, expected the line about the run")
    _check_run(run)
    return BrokenRun(path, lines, run, resumed_by, kept, frozenset(failed), so_far, tuple(resumed))


def _check_run(run: Mapping[str, Any]) -> None:
    """What is taken over of a run must be of its kind."""
    if run.get("schema") != SCHEMA:
        raise UnusableJournal(f"line 1: got schema {run.get('schema')!r:.20}, expected {SCHEMA}")
    try:
        right = isinstance(run["run_id"], str) and isinstance(run["command"], list)
        datetime.fromisoformat(run["started"])
    except (KeyError, TypeError, ValueError):
        right = False
    if not right:
        raise UnusableJournal("line 1: got a run without run_id, command or started")


def _record(line: bytes) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnusableJournal(f"got {error!s:.60}, expected JSON") from error
    return record  # an object: the line's form says so


def _kept(number: int, record: Mapping[str, Any]) -> ResumedCase:
    found = record[BENCHMARK]
    if not isinstance(found, dict):
        raise UnusableJournal(f"line {number}: got no object, expected a case")
    try:
        return read_resumed_case(found)
    except Misfit as misfit:
        words = f"line {number}: got {misfit}, expected a case of this suite"
        raise UnusableJournal(words) from misfit


def _so_far(number: int, record: Mapping[str, Any]) -> dict[str, float]:
    found = record.get(SO_FAR)
    told = found if isinstance(found, dict) else {}
    values = {key: told.get(key) for key in GROWING}
    numbers = {key: one for key, one in values.items() if isinstance(one, int | float)}
    right = {key: float(one) for key, one in numbers.items() if 0 <= one <= LARGEST_RESUMED_NUMBER}
    if len(right) < len(GROWING):
        raise UnusableJournal(f"line {number}: got no numbers as {SO_FAR}, expected those of a run")
    return right


def _failed(value: Any) -> set[str]:
    """The case, where it failed; none where it is one that can't be measured here."""
    told = value if isinstance(value, dict) else {}
    what, reason = told.get("what"), told.get("reason")
    failed = isinstance(reason, str) and reason.startswith(FAILED_PREFIX)
    return {what} if failed and isinstance(what, str) else set()


def _plain(value: Any) -> dict[str, Any]:
    """When a run was continued, and with how many cases; only what is of the right kind."""
    told = value if isinstance(value, dict) else {}
    kinds = {"at": str, "kept": int}
    return {key: told[key] for key, kind in kinds.items() if type(told.get(key)) is kind}


def _bytes_of(path: Path) -> bytes:
    """The bytes of a regular file within the limits. Raises `UnusableJournal`."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnusableJournal("got no regular file, expected a journal")
        with open(os.open(path, flags), "rb") as stream:  # noqa: PTH123 - a descriptor
            content = stream.read(MOST_RESUMABLE_BYTES + 1)
    except OSError as error:
        raise UnusableJournal(f"got {error.strerror}, expected a readable file") from error
    containers = content.count(b"[") + content.count(b"{")
    too_much = content.count(b":") > MOST_JOURNAL_KEYS or containers > MOST_JOURNAL_CONTAINERS
    if len(content) > MOST_RESUMABLE_BYTES or too_much:
        raise UnusableJournal(f"got more than any run writes ({len(content):,} bytes or more)")
    return content
