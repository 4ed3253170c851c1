"""Which saved files are meant: the newest run, or the files, folders and globs that were named."""

import glob
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from reports.problem import Problem, Unreadable

STORAGE = ".benchmarks"
MEASURE = "Measure one with: pytest benchmarks/ --benchmark-autosave"
#: A saved file names its moment near its end; reading this much of it usually suffices.
TAIL_BYTES = 65_536
DATETIME = re.compile(rb'"datetime":\s*"([0-9T:.+\-Z ]{10,40})"')
NEVER = datetime.min.replace(tzinfo=UTC)


def newest_first(storage: Path) -> list[Path]:
    """All saved files under ``storage``, the newest run first.

    By the moment that the file itself names: pytest-benchmark numbers its files for each folder
    anew, and a copied file has a new modification time. Files that name no moment come last.
    Raises `Unreadable` if there is none.
    """
    files = sorted(storage.rglob("*.json")) if storage.is_dir() else []
    if not files:
        raise Unreadable(Problem(storage, "", "no saved run", "at least one", MEASURE))
    return sorted(files, key=saved_at, reverse=True)


def named(words: Iterable[str]) -> list[Path]:
    """The files that the words (file, folder or glob) mean, each once, in the order named.

    Raises `Unreadable` for a word that means nothing.
    """
    found: dict[Path, None] = {}
    for word in words:
        found.update(dict.fromkeys(_files_of(word)))
    return list(found)


def _files_of(word: str) -> Sequence[Path]:
    path = Path(word)
    if path.is_dir():
        files = sorted(path.rglob("*.json"))
        if not files:
            raise Unreadable(Problem(path, "", "a folder without *.json", "saved runs", MEASURE))
        return files
    if path.exists():
        return [path]
    files = sorted(Path(match) for match in glob.glob(word, recursive=True))  # noqa: PTH207 - absolute ones too
    if not files:
        remedy = f"Give a file, folder or glob; saved runs are under {STORAGE}/"
        raise Unreadable(Problem(path, "", "nothing of that name", "a saved run", remedy))
    return [file for file in files if file.is_file()]


def saved_at(path: Path) -> datetime:
    """When the run was saved, by the file's own word; `NEVER` if it doesn't say."""
    try:
        found = DATETIME.findall(_tail(path))
        text = found[-1].decode() if found else str(json.loads(path.read_bytes())["datetime"])
        return in_utc(text)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return NEVER  # whatever is wrong with it is said by who reads it


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        return file.read()


def in_utc(text: str) -> datetime:
    """An ISO moment; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
