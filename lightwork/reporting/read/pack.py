"""A pack: one saved run as one file that another host takes, with its checksums.

A zip file with three members and no more. What is inside is never written to a disk: the bytes of
the saved file go straight to the reader, once their number, names and checksums are as they should.
"""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NoReturn

from lightwork.core.places import REPORT
from lightwork.reporting.read.errors import Problem, Unreadable, quoted

#: How the name of a pack ends; before the project was called lightwork, the other way.
SUFFIX, FIRST_STAGE_SUFFIX = ".lightwork.zip", ".manyhands.zip"
SUFFIXES = (SUFFIX, FIRST_STAGE_SUFFIX)
RUN_MEMBER, SUMS_MEMBER, README = "run.json", "SHA256SUMS", "README.txt"
MEMBERS = (README, SUMS_MEMBER, RUN_MEMBER)
#: Bytes of each of the two small members.
MOST_SMALL_BYTES = 65_536
#: A zip file ends with this record: signature, two disk numbers, two counts of members, size and
#: place of the list of members, length of a comment. APPNOTE.TXT of PKWARE, 4.3.16.
END, END_SIGNATURE = struct.Struct("<4s4H2LH"), b"PK\5\6"
#: Bytes that the list of our three members takes, at most.
MOST_LIST = 1_000
ZIP64_LOCATOR, ZIP64_LOCATOR_BYTES = b"PK\6\7", 20
ENCRYPTED = 1  # bit of a member's flags
#: `zipfile` raises all of these for bytes that are no zip file.
DAMAGED_PACK = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError,
    OverflowError,
)  # fmt: skip
SUM_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S+)")
WHAT_IT_IS = "a pack with README.txt, SHA256SUMS and run.json"
EXPORT_AGAIN = f"Take a whole copy, or pack the run again: {REPORT} RUN --export DIR"


def is_pack(raw: bytes) -> bool:
    """Whether these are the bytes of a zip file; no JSON text begins so."""
    return raw.startswith(b"PK")


def unpack_run(file: Path, raw: bytes, most_bytes: int) -> bytes:
    """The bytes of the saved run in a pack, checked. Raises `Unreadable`.

    Inflates ``most_bytes`` of it at most, and no more than the pack itself says.
    """
    _check_end(file, raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as pack:
            sizes = dict.fromkeys(MEMBERS, MOST_SMALL_BYTES) | {RUN_MEMBER: most_bytes}
            _check_members(file, pack.infolist(), sizes)
            contents = {name: _inflated(pack, name, most) for name, most in sizes.items()}
    except DAMAGED_PACK as error:
        _refuse(file, "", f"a damaged zip file ({quoted(str(error))})", WHAT_IT_IS)
    _check_sums(file, contents)
    return contents[RUN_MEMBER]


def checksums(contents: dict[str, bytes]) -> bytes:
    """The lines that ``sha256sum --check`` takes, for all of ``contents``."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in contents.items()]
    return "".join(lines).encode()


def _check_end(file: Path, raw: bytes) -> None:
    """Refuse a foreign zip before its list of members, which may be long, is made objects of."""
    end = raw[-END.size :]
    if len(end) < END.size or not end.startswith(END_SIGNATURE):
        _refuse(file, "", "a zip file that is cut short or has a comment", WHAT_IT_IS)
    members, length = END.unpack(end)[4:6]
    before = raw[-END.size - ZIP64_LOCATOR_BYTES : -END.size]
    if members != len(MEMBERS) or length > MOST_LIST or before.startswith(ZIP64_LOCATOR):
        _refuse(file, "", f"a zip file of {members} members", WHAT_IT_IS)


def _check_members(file: Path, found: list[zipfile.ZipInfo], sizes: dict[str, int]) -> None:
    names = sorted(member.filename for member in found)
    if names != sorted(MEMBERS):
        _refuse(file, "", f"members {quoted(', '.join(names))}", WHAT_IT_IS)
    for member in found:
        most = sizes[member.filename]
        if member.flag_bits & ENCRYPTED:
            _refuse(file, member.filename, "an encrypted member", "one that all can read")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            got = f"compression method {member.compress_type}"
            _refuse(file, member.filename, got, "stored or deflated")
        if member.file_size > most:
            _refuse(file, member.filename, f"{member.file_size:,} bytes", f"{most:,} at most")


def _inflated(pack: zipfile.ZipFile, name: str, most: int) -> bytes:
    with pack.open(name) as member:
        data = member.read(most)  # stops at the size that the member was checked for
        member.read(1)  # the end, where `zipfile` compares its own checksum
    return data


def _check_sums(file: Path, contents: dict[str, bytes]) -> None:
    lines = contents[SUMS_MEMBER].decode("utf-8", "replace").splitlines()
    found = [match.groups() for line in lines if (match := SUM_LINE.fullmatch(line))]
    expected = {name: contents[name] for name in (README, RUN_MEMBER)}
    if len(found) != len(lines) or sorted(name for _, name in found) != sorted(expected):
        wanted = f"checksums of {' and '.join(expected)}"
        _refuse(file, SUMS_MEMBER, quoted(" ".join(lines)), wanted)
    for saved, name in found:
        got = hashlib.sha256(expected[name]).hexdigest()
        if got != saved:
            _refuse(file, name, f"the SHA-256 {got[:12]}…", f"{saved[:12]}… as {SUMS_MEMBER} says")


def _refuse(file: Path, where: str, got: str, expected: str) -> NoReturn:
    raise Unreadable(Problem(file, where, got, expected, EXPORT_AGAIN))
