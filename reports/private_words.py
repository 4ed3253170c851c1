"""Words in a saved run that may tell who measured: looked for, told, and never changed."""

import getpass
import platform
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reports.problem import one_line, quoted

#: Shorter names are part of too many words.
SHORTEST = 3
#: Names that tell nothing.
ANYBODY = ("localhost", "localhost.localdomain")
AS_IT_IS = (
    "It is packed as it is. To be rid of it, measure again: from within the folder that is named, "
    "with another --machine-label, on another branch"
)
LONGEST = 600


class Own(NamedTuple):
    """What the machine on which we run is, and its user: what it is called, and the word itself."""

    what: str  # "the user's name"
    word: str


def own_words() -> list[Own]:
    """User, home folder and host of this machine, as far as they can be told."""
    found = []
    with suppress(OSError, KeyError, ImportError):  # a user without a name, as in containers
        found.append(Own("the user's name", getpass.getuser()))
    with suppress(RuntimeError):  # or without a home
        found.append(Own("the home folder", str(Path.home())))
    host = platform.node()
    found += [Own("the host's name", name) for name in dict.fromkeys((host, host.split(".")[0]))]
    return [own for own in found if len(own.word) >= SHORTEST and own.word not in ANYBODY]


def told(values: object, words: list[Own]) -> Iterator[str]:
    """A line for each text in the JSON ``values`` that holds one of ``words``."""
    seen = set()
    for where, text in _texts(values):
        if text in seen:
            continue
        seen.add(text)
        found = [own for own in words if _holds(text, own.word)]
        if found:
            what = " and ".join(f"{own.what} ({quoted(own.word)})" for own in found)
            yield one_line(f"{where} has {what}: {quoted(text)}. {AS_IT_IS}", LONGEST)


def _texts(values: object) -> Iterator[tuple[str, str]]:
    """Each text in JSON values, keys too, and where it stands."""
    left: list[tuple[str, object]] = [("", values)]  # no recursion: a file may be nested deeply
    while left:
        where, value = left.pop()
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, list):
            left += [(f"{where}[{i}]", item) for i, item in enumerate(value)]
        elif isinstance(value, dict):
            for key, item in value.items():
                place = f"{where}.{key}" if where else key
                left += [(place, item), (f"{place} (the key)", key)]


def _holds(text: str, word: str) -> bool:
    """Whether ``word`` stands in ``text`` for itself, in small letters or large."""
    if word.lower() not in text.lower():
        return False
    pattern = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
    return re.search(pattern, text, re.IGNORECASE) is not None
