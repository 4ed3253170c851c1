"""From a file to JSON values, without trust: what is too large or no regular file is never read.

The limits come from the largest run that is thinkable: 192 cores, `--effort thorough`, 1044 cases,
100 rounds in each of them (20 are planned), is 30 MB, 1.1 million values, 65,000 keys and 20,000
lists and objects. They are 4 to 15 times that. What the worst file within them takes was measured
with Python 3.11, in bytes beyond the file itself: an object `{"a":1}` 258, a key 169, a value 121
(a letter outside of Unicode's first plane), a character of one long text 5, and the same again
of one that is not ASCII. The worst that fits into the limits (5 million numbers, the rest one text)
had a process of 1052 MB, the interpreter included; a fifth more is left for what is made of it:
`MOST_MEMORY`.
"""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

from lightwork.core.places import BENCH
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.pack import is_pack, unpack_run

#: Bytes of a saved file; of one that has anything beyond ASCII in it, which pytest-benchmark writes
#: as escapes. Characters beyond ASCII make all others of their text up to four times as large.
MOST_BYTES, MOST_NOT_ASCII = 128 * 2**20, 32 * 2**20
#: What is counted in the bytes before they are parsed, inside of texts as well.
MOST_VALUES, MOST_KEYS, MOST_CONTAINERS = 5_000_000, 1_000_000, 250_000
#: Bytes that are parsed without counting: the worst of them, objects of one key, have 80 MB.
FEW_BYTES = 2 * 2**20
NO_MARKS = bytes(set(range(256)) - set(b"[{:,"))
#: Bytes of a process that reads one file, at most.
MOST_MEMORY = 1280 * 2**20
#: orjson sets twelve times the size of a text aside at once, and dies where it does not get it.
MOST_QUICK = 16 * 2**20

CUT_SHORT = "The file is empty, cut short or no saved run: measure again, or take a whole copy."
OTHER_TOOL = f"Give a file that `{BENCH}` of this suite saved."
NO_RUN = "No run of this suite is near that: give a file that the suite saved."
FILE_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def content_of(file: Path) -> bytes:
    """The JSON text of a saved file or of a pack, within the limits. Raises `Unreadable`."""
    raw = _bytes_of(file)
    content = unpack_run(file, raw, MOST_BYTES) if is_pack(raw) else raw
    _check_amounts(file, content)
    return content


def parsed(file: Path, content: bytes) -> Any:
    """The values of a JSON text. Raises `Unreadable` with the line at which it breaks off."""
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        got = error.msg if content.strip() else "an empty file"
        raise Unreadable(Problem(file, where, got, "JSON", CUT_SHORT)) from error
    except (ValueError, RecursionError) as error:  # no UTF-8; a number too long; nested too deep
        raise Unreadable(Problem(file, "", str(error), "JSON", CUT_SHORT)) from error


def parsed_quickly(content: bytes) -> Any:
    """The values by orjson, in a fifth of the time; None where there is none, or it says no.

    What it accepts, the standard library accepts too (but for 25 levels of nesting), with the same
    values except for whole numbers beyond 64 bits, which become floats. So its yes counts, and
    what it refuses, or what is refused of its values, is asked of `parsed` again: there are the
    words, the byte order marks, UTF-16, half surrogates and NaN.
    """
    if len(content) > MOST_QUICK:
        return None
    try:
        import orjson
    except ImportError:  # not every interpreter has a wheel of it
        return None
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


@contextmanager
def regular_file(file: Path) -> Iterator[tuple[IO[bytes], int]]:
    """A regular file, opened, and its size in bytes. Raises `Unreadable` for anything else.

    Nothing that waits for somebody, as a pipe does, is waited for.
    """
    # Windows has neither the first flag nor such pipes; only Windows has the second.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        mode = file.stat().st_mode  # beforehand: some devices act when they are opened
        if not stat.S_ISREG(mode):
            got = FILE_KINDS.get(stat.S_IFMT(mode), "something else")
            raise Unreadable(Problem(file, "", got, "a regular file", OTHER_TOOL))
        with open(os.open(file, flags), "rb") as stream:  # noqa: PTH123 - a descriptor
            yield stream, os.fstat(stream.fileno()).st_size
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unreadable(Problem(file, "", reason, "a readable file", OTHER_TOOL)) from error


def _bytes_of(file: Path) -> bytes:
    """All bytes of a regular file, and no more than it had when it was opened."""
    with regular_file(file) as (stream, size):
        if size > MOST_BYTES:
            _refuse(file, f"{size:,} bytes", f"{MOST_BYTES:,}")
        raw = stream.read(size + 1)
    if len(raw) > size:
        got = "a file that grows while it is read"
        raise Unreadable(Problem(file, "", got, "one that is finished", CUT_SHORT))
    return raw


def _check_amounts(file: Path, content: bytes) -> None:
    """Refuse what would fill the memory, before anything is made of it."""
    if len(content) > MOST_NOT_ASCII and not content.isascii():
        _refuse(file, f"{len(content):,} bytes that are not all ASCII", f"{MOST_NOT_ASCII:,}")
    if len(content) <= FEW_BYTES:
        return
    small = len(content) <= MOST_VALUES
    # Counting commas in all of a file takes six times as long; of rare marks it is the other way.
    marks = content if small else content.translate(None, NO_MARKS)
    for what, got, most in (
        ("lists and objects", marks.count(b"[") + marks.count(b"{"), MOST_CONTAINERS),
        ("keys", marks.count(b":"), MOST_KEYS),
        ("values", 0 if small else marks.count(b","), MOST_VALUES),
    ):
        if got > most:
            _refuse(file, f"{got:,} {what}", f"{most:,}")


def _refuse(file: Path, got: str, most: str) -> NoReturn:
    raise Unreadable(Problem(file, "", got, f"{most} at most", NO_RUN))
