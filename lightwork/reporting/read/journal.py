"""The journal of a run, read as a saved file: what was finished before the run was broken off.

A journal is as foreign as any file: its size and amounts are bounded before it comes here, each
line must have its checksum, and what its records hold is checked like that of a saved file.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

from lightwork.core.journal_lines import (
    BENCHMARK,
    ENDED,
    FIRST_BYTES,
    GROWING,
    RESUMED,
    SKIPPED_RECORD,
    SO_FAR,
    DamagedLine,
    whole_lines,
)
from lightwork.core.record import RESUMED_KEY, run_key
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.load import NO_RUN, parsed

#: Key of a run, here only, that says that it was read from a journal.
JOURNAL_KEY = "journal"
#: A journal is held twice while it is read, so less of it than of a saved file (`load`); a thorough
#: run on 192 cores has half as much.
MOST_JOURNAL_BYTES, MOST_COMMAS = 32 * 2**20, 2_500_000
DAMAGED = "The journal is damaged: take an unchanged copy, or measure again."


def saved_form(file: Path, content: bytes) -> bytes:
    """The bytes of a saved file that holds what the journal holds; any other file's as they are.

    Raises `Unreadable`.
    """
    if not content.startswith(FIRST_BYTES):  # no saved file begins so
        return content
    if len(content) > MOST_JOURNAL_BYTES or content.count(b",") > MOST_COMMAS:
        raise Unreadable(Problem(file, "", f"{len(content):,} bytes", "no more than a run", NO_RUN))
    try:
        lines = whole_lines(content)
    except DamagedLine as damage:
        _refuse(file, damage.number, damage.got, damage.expected)
    records = [parsed(file, record) for record in lines.records]
    header = records[0]
    key = run_key(header)
    run = header.get(key)
    if not isinstance(run, dict):
        _refuse(file, 1, "no run", "the line about the run")
    ended = records[-1].get(ENDED)
    has_ended = isinstance(ended, dict)
    so_far = [one[SO_FAR] for one in records if isinstance(one.get(SO_FAR), dict)]
    last = so_far[-1] if so_far else {}
    whole = {
        **header,
        "benchmarks": [one[BENCHMARK] for one in records if BENCHMARK in one],
        # When the last case was finished; where none was, when the run began.
        "datetime": last.get("datetime", run.get("started")),
        key: {
            **(ended if has_ended else _unfinished(run, records, last)),
            JOURNAL_KEY: {"ended": has_ended, "torn": lines.torn},
        },
    }
    try:
        return json.dumps(whole).encode()
    except (ValueError, RecursionError):  # nested as deep as a parser bears
        _refuse(file, 1, "values nested too deep", "those of a run")


def _unfinished(
    run: dict[str, Any], records: list[dict[str, Any]], so_far: dict[str, Any]
) -> dict[str, Any]:
    """The run as it was when its last line was written."""
    skipped = run.get("skipped")
    planned = skipped if isinstance(skipped, list) else []
    found_out = {
        json.dumps(one[SKIPPED_RECORD]): one[SKIPPED_RECORD]
        for one in records
        if SKIPPED_RECORD in one
    }
    continued = [one[RESUMED] for one in records if RESUMED in one]
    return {
        **run,
        **{key: so_far[key] for key in GROWING if key in so_far},
        "skipped": [*planned, *found_out.values()],
        "finished": False,
        **({RESUMED_KEY: continued} if continued else {}),
    }


def _refuse(file: Path, number: int, got: str, expected: str) -> NoReturn:
    raise Unreadable(Problem(file, f"line {number}", got, expected, DAMAGED))
