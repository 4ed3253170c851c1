"""The journal of a run that was broken off, read so that the run can be continued.

A journal is data, and may be foreign: what is too large or no regular file is not read, every line
must have its checksum, and of a record nothing is used that was not checked.
"""

import json
import os
import stat
from collections.abc import Mapping, Sequence
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
from lightwork.core.record import (
    CASE_KEYS,
    FAMILIES,
    OBSERVED,
    OBSERVED_KEY,
    RUN_KEY,
    SCHEMA,
    Case,
    CaseKey,
)
from lightwork.measuring.cases.rounds import Round
from lightwork.measuring.host.skips import FAILED_PREFIX

#: As for saved files (`lightwork.reporting.read.load`): a thorough run on 192 cores is 30 MB and
#: 20,000 lists.
MOST_RESUMABLE_BYTES, MOST_JOURNAL_KEYS, MOST_JOURNAL_CONTAINERS = 128 * 2**20, 1_000_000, 250_000
MOST_RESUMED = 1_000
#: No figure of a case is larger, in whatever unit.
LARGEST_RESUMED_NUMBER = 1e18
_NUMBERS_OF_A_CASE = ("workers", "chunksize")


class UnusableJournal(Exception):
    """It can't be continued; the text says what was got and what was expected, in one line."""


class Misfit(ValueError):
    """A record that no run of this suite wrote; the text says what is wrong."""


class ResumedCase(NamedTuple):
    """A finished case of the run that is continued."""

    family: str
    case: Case
    record: dict[str, Any]  # as pytest-benchmark saves it
    rounds: list[Round]
    case_seconds: list[float]

    @property
    def void(self) -> str | None:
        """Why it is no number; None where it is one."""
        reason = self.record["extra_info"].get("void")
        return str(reason) if reason is not None else None


class BrokenRun(NamedTuple):
    """A run that was broken off: what is known of it, and its finished cases."""

    path: Path
    content: WholeLines
    run: Mapping[str, Any]  # as in a saved file, as it was before the first round
    resumed_by: Mapping[str, Any]
    kept: Mapping[CaseKey, ResumedCase]
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
    kept: dict[CaseKey, ResumedCase] = {}
    failed: set[str] = set()
    resumed: list[dict[str, Any]] = []
    for number, record in enumerate(records[1:], 2):
        if BENCHMARK in record:
            try:
                one = read_resumed_case(_object(record, BENCHMARK))
            except Misfit as misfit:
                raise UnusableJournal(
                    f"line {number}: got {misfit}, expected a case of this suite"
                ) from misfit
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


def object_of(value: Any) -> dict[str, Any]:
    """A JSON object; an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


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


def _so_far(number: int, record: Mapping[str, Any]) -> dict[str, float]:
    found = object_of(record.get(SO_FAR))
    numbers = {key: found[key] for key in GROWING if isinstance(found.get(key), int | float)}
    right = {key: float(one) for key, one in numbers.items() if 0 <= one <= LARGEST_RESUMED_NUMBER}
    if len(right) < len(GROWING):
        raise UnusableJournal(f"line {number}: got no numbers as {SO_FAR}, expected those of a run")
    return right


def _failed(value: Any) -> set[str]:
    """The case, where it failed; none where it is one that can't be measured here."""
    skip = object_of(value)
    what, reason = skip.get("what"), skip.get("reason")
    failed = isinstance(reason, str) and reason.startswith(FAILED_PREFIX)
    return {what} if failed and isinstance(what, str) else set()


def _plain(value: Any) -> dict[str, Any]:
    """When a run was continued, and with how many cases; only what is of the right kind."""
    record = object_of(value)
    kinds = {"at": str, "kept": int}
    return {key: record[key] for key, kind in kinds.items() if type(record.get(key)) is kind}


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


def read_resumed_case(record: Mapping[str, Any]) -> ResumedCase:
    """The case of a record, checked as far as the measuring uses it. Raises `Misfit`."""
    extra, params, stats = (_object(record, key) for key in ("extra_info", "params", "stats"))
    family = extra.get("family")
    if family not in FAMILIES:
        raise Misfit("no family of this suite")
    kinds = {key: int if key in _NUMBERS_OF_A_CASE else str for key in CASE_KEYS}
    if {key: type(value) for key, value in params.items()} != kinds:
        raise Misfit("params that are no case")
    seconds = _numbers(stats, "data", None)
    if not seconds or min(seconds) <= 0:
        raise Misfit("no rounds, or seconds that are not above 0")
    if type(extra.get("tasks")) is not int or not 1 <= extra["tasks"] <= LARGEST_RESUMED_NUMBER:
        raise Misfit("tasks that are no count")
    return ResumedCase(family, Case(**params), dict(record), _rounds(extra, len(seconds)), seconds)


def _rounds(extra: Mapping[str, Any], count: int) -> list[Round]:
    ceilings: Sequence[float | None] = [None] * count
    if "ceiling_seconds" in extra:
        ceilings = _numbers(extra, "ceiling_seconds", count)
    observed = _object(extra, OBSERVED_KEY) if OBSERVED_KEY in extra else {}
    if not set(observed) <= set(OBSERVED):
        raise Misfit(f"{OBSERVED_KEY} of unknown names")
    seen = {name: _numbers(observed, name, count) for name in observed}
    columns = zip(
        _list(extra, "order", count, "str", str),
        _numbers(extra, "reference_seconds", count),
        ceilings,
        _numbers(extra, "cpu_seconds", count),
        _numbers(extra, "foreign_cpu_share", count),
        _list(extra, "disturbed", count, "bool", bool),
        [{name: values[i] for name, values in seen.items()} for i in range(count)],
        [
            tuple(filter(None, text.split(", ")))
            for text in _list(extra, "disturbed_by", count, "str", str)
        ],
        strict=True,
    )
    return [Round(*values) for values in columns]


def _object(record: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = record.get(key)
    if not isinstance(found, dict):
        raise Misfit(f"no {key}")
    return found


def _list(
    record: Mapping[str, Any], key: str, count: int | None, what: str, *kinds: type
) -> list[Any]:
    found = record.get(key)
    if not isinstance(found, list) or not set(map(type, found)) <= set(kinds):
        raise Misfit(f"{key} that is no list of {what}")
    if count is not None and len(found) != count:
        raise Misfit(f"{len(found)} values of {key} for {count} rounds")
    return found


def _numbers(record: Mapping[str, Any], key: str, count: int | None) -> list[float]:
    values = _list(record, key, count, "numbers", int, float)
    if not all(abs(value) <= LARGEST_RESUMED_NUMBER for value in values):  # nor is NaN
        raise Misfit(f"{key} with numbers that nothing measured has")
    return values
