"""What a journal's lines hold: the run before its first round, each case when it is finished."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lightwork.core.journal_lines import (
    BENCHMARK,
    ENDED,
    GROWING,
    RESUMED,
    RESUMED_BY,
    SKIPPED_RECORD,
    SO_FAR,
)
from lightwork.core.places import BENCH
from lightwork.core.record import RUN_KEY
from lightwork.measuring.host.machine import make_private
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.save.journal_file import Journal, reason, writing_remedy


class NotJournalled(Exception):
    """What was finished could not be written; the text says what is safe, and where."""


def first_record(
    machine_info: Mapping[str, Any],
    commit_info: Any,
    run: Mapping[str, Any],
    resumed_by: Mapping[str, Any],
) -> dict[str, Any]:
    """The line about the run."""
    return _private(
        {
            "machine_info": machine_info,
            "commit_info": commit_info,
            RUN_KEY: run,
            RESUMED_BY: resumed_by,
        }
    )


def write_case(
    journal: Journal | None, benchmark: Mapping[str, Any], run: Mapping[str, Any]
) -> None:
    """Write a case that is finished, and how far the run is. Raises `NotJournalled`."""
    so_far = {key: run[key] for key in GROWING}
    _write(journal, {BENCHMARK: benchmark, SO_FAR: {**so_far, "datetime": now()}})


def write_skip(journal: Journal | None, skip: Skip) -> None:
    """Write that a case turned out not to be measurable. Raises `NotJournalled`."""
    _write(journal, {SKIPPED_RECORD: skip._asdict()})


def write_resumed(journal: Journal, resumed: Mapping[str, Any]) -> None:
    """Write that the run is continued. Raises `NotJournalled`."""
    _write(journal, {RESUMED: resumed})


def write_end(journal: Journal, run: Mapping[str, Any]) -> None:
    """Write that the run has come to its end, whole or not. Raises `NotJournalled`."""
    _write(journal, {ENDED: run})


def now() -> str:
    """This moment, as saved files name it."""
    return datetime.now(UTC).isoformat()


def _write(journal: Journal | None, record: dict[str, Any]) -> None:
    if journal is None:
        return
    try:
        journal.write(_private(record))
    except OSError as error:
        safe = f"Finished cases are safe in {_shown(journal.path)}"
        raise NotJournalled(
            f"the journal can't be written: {reason(error)}. {safe}: {writing_remedy(error)}, then go on "
            f"with: {BENCH} --resume"
        ) from error


def _shown(path: Path) -> str:
    """The path as it is shortest from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _private(record: dict[str, Any]) -> dict[str, Any]:
    """The record without who ran it, as the saved file."""
    make_private(record)
    return record
