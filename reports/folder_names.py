"""Names of folders and files that are made of foreign text, and stay where they belong."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from reports.packs import SUFFIX

#: Letters of a name; most file systems carry 255 bytes.
LONGEST = 100
#: What no file system and no terminal minds, in whatever language.
STRANGE = re.compile(r"[^\w.,+=@ ()\[\]-]+")
NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def folder_names(files: Iterable[Path]) -> Iterator[str]:
    """A name for each file's report, like the file's own; those that are taken get a number.

    A file called ``...json`` has the stem ``..``, which would be the folder above.
    """
    taken: set[str] = set()
    for file in files:
        wanted = folder_name(file)
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name.casefold())
        yield name


def folder_name(file: Path) -> str:
    """The file's name without its ending, as a name that can only be one of a folder inside."""
    stem = file.name.removesuffix(SUFFIX) if file.name.endswith(SUFFIX) else file.stem
    return STRANGE.sub("_", stem)[:LONGEST].strip(". ") or "run"


def slug(text: str) -> str:
    """``text`` in small letters, digits and dashes; empty if it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return NOT_PLAIN.sub("-", plain)[:40].strip("-")
