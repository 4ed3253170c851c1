"""Which saved files are meant: the newest run, or the files, folders and globs that were named.

And what their reports' folders are called: names made of foreign text that stay where they belong.
"""

import glob
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from lightwork.core.places import BENCH
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.load import content_of, parsed, regular_file
from lightwork.reporting.read.pack import SUFFIX, SUFFIXES
from lightwork.reporting.read.value_kinds import in_utc

#: Letters of a name; most file systems carry 255 bytes.
LONGEST_FOLDER_NAME = 100
#: What no file system and no terminal minds, in whatever language.
STRANGE = re.compile(r"[^\w.,+=@ ()\[\]-]+")
NOT_PLAIN = re.compile(r"[^a-z0-9]+")
DEFAULT_STORAGE = ".benchmarks"
MEASURE = f"Measure one with: {BENCH}"
GIVE = f"Give a file, folder or glob; saved runs are under {DEFAULT_STORAGE}/"
#: How the names of what is read end.
ENDINGS = (".json", *SUFFIXES)
#: A saved file names its moment near its end; reading this much of it usually suffices.
TAIL_BYTES = 65_536
DATETIME = re.compile(rb'"datetime":\s*"([0-9T:.+\-Z ]{10,40})"')
NEVER = datetime.min.replace(tzinfo=UTC)


def folder_names(files: Iterable[Path]) -> Iterator[str]:
    """A name for each file's report, like the file's own; those that are taken get a number.

    A file called ``...json`` has the stem ``..``, which would be the folder above.
    """
    taken: set[str] = set()
    for file in files:
        wanted = folder_name_of(file)
        names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        yield name


def folder_name_of(file: Path) -> str:
    """The file's name without its ending, as a name that can only be one of a folder inside."""
    endings = (ending for ending in SUFFIXES if file.name.endswith(ending))
    stem = file.name.removesuffix(next(endings, file.suffix))
    return STRANGE.sub("_", stem)[:LONGEST_FOLDER_NAME].strip(". ") or "run"


def slug(text: str) -> str:
    """``text`` in small letters, digits and dashes; empty if it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return NOT_PLAIN.sub("-", plain)[:40].strip("-")


def newest_first(storage: Path) -> list[Path]:
    """All saved files and packs under ``storage``, the newest run first.

    By the moment that the file itself names: pytest-benchmark numbers its files for each folder
    anew, and a copied file has a new modification time. Files that name no moment come last.
    Raises `Unreadable` if there is none.
    """
    files = _inside(storage) if storage.is_dir() else []
    if not files:
        raise Unreadable(Problem(storage, "", "no saved run", "at least one", MEASURE))
    return sorted(files, key=saved_at, reverse=True)


def resolve_files(words: Iterable[str]) -> list[Path]:
    """The files that the words (file, folder or glob) mean, each once, in the order named.

    Raises `Unreadable` for a word that means nothing.
    """
    found: dict[Path, None] = {}
    for word in words:
        try:
            found.update(dict.fromkeys(_files_of(word)))
        except (OSError, ValueError) as error:  # a name too long, a folder that we may not enter
            got = getattr(error, "strerror", None) or str(error)
            raise Unreadable(Problem(Path(word), "", got, "a saved run", GIVE)) from error
    return list(found)


def _files_of(word: str) -> Sequence[Path]:
    path = Path(word)
    if path.is_dir():
        files = _inside(path)
        if not files:
            got = f"a folder without *.json or *{SUFFIX}"
            raise Unreadable(Problem(path, "", got, "saved runs", MEASURE))
        return files
    if path.exists() or path.is_symlink():
        return [path]
    files = [match for match in _matches(word) if not match.is_dir()]
    if not files:
        raise Unreadable(Problem(path, "", "nothing of that name", "a saved run", GIVE))
    return files


def _inside(folder: Path) -> list[Path]:
    """What is named like a saved run or a pack, in ``folder`` and all folders in it."""
    found = [path for ending in ENDINGS for path in folder.rglob(f"*{ending}")]
    return sorted(path for path in found if not path.is_dir())


def _matches(pattern: str) -> list[Path]:
    if "**" not in pattern:
        return sorted(Path(match) for match in glob.glob(pattern))  # noqa: PTH207 - absolute ones too
    # `glob.glob` follows links between folders: two that lead back are 2^40 ways.
    anchor = Path(pattern).anchor
    return sorted(Path(anchor).glob(pattern.removeprefix(anchor)))


def saved_at(path: Path) -> datetime:
    """When the run was saved, by the file's own word; `NEVER` if it doesn't say."""
    try:
        with regular_file(path) as (stream, size):
            stream.seek(max(0, size - TAIL_BYTES))
            found = DATETIME.findall(stream.read(TAIL_BYTES))
        text = found[-1].decode() if found else parsed(path, content_of(path))["datetime"]
        return in_utc(text) if isinstance(text, str) else NEVER
    except (Unreadable, ValueError, KeyError, TypeError):
        return NEVER  # whatever is wrong with it is said by who reads it
