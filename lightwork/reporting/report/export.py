"""``python reports/plot.py RUN --export FILE_OR_DIR``: one saved run in, its pack out.

The same run gives the same bytes.
"""

import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from lightwork.core.places import BENCH, REPORT
from lightwork.reporting.read.errors import Problem, Unreadable
from lightwork.reporting.read.load import content_of
from lightwork.reporting.read.locate import slug
from lightwork.reporting.read.pack import (
    MEMBERS,
    README,
    RUN_MEMBER,
    SUFFIX,
    SUMS_MEMBER,
    checksums,
)
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.saved_run import SavedRun

#: The earliest time that a zip file can hold; rights and system that are always the same.
DATE, RIGHTS, UNIX = (1980, 1, 1, 0, 0, 0), 0o644 << 16, 3
COMPRESSION_LEVEL = 9
ANOTHER = "Name another file, or a folder: --export DIR"
NAME_ONE_RUN = "Name one of them, or leave RUN out for the newest."
_WHOLE = f"Finish it: {BENCH} --resume=JOURNAL"
README_TEXT = """\
A run of lightwork, a performance benchmark suite for Python concurrency, packed to be passed on.

  run      {run.run_id}
  saved    {run.saved_at:%Y-%m-%d %H:%M:%S} UTC
  machine  {run.machine.label} ({run.machine.id})
  Python   {run.python.version}

run.json is the file that pytest-benchmark saved, byte for byte. SHA256SUMS has its checksum and
that of this text; to check them, unpack and say: sha256sum --check SHA256SUMS

To read it, there is no need to unpack. In a checkout of the suite:
  lightwork report THIS_FILE
"""


def run_export(files: Sequence[Path], place: Path, stdout: IO[str]) -> None:
    """Pack the only one of ``files``.

    Raises `Unreadable` where it is no run or something else is in the way; OSError.
    """
    if len(files) != 1:
        got = f"{len(files)} saved runs"
        raise Unreadable(Problem(files[0].parent, "", got, "one to export", NAME_ONE_RUN))
    if place.suffix == ".zip" and not place.name.endswith(SUFFIX):
        remedy = f"Name it {place.with_suffix('').name}{SUFFIX}"
        expected = f"a folder, or a name that ends in {SUFFIX}, as these are found in folders"
        raise Unreadable(Problem(place, "", "another name", expected, remedy))
    run, content = read_run(files[0]), content_of(files[0])
    if run.journal is not None:
        raise Unreadable(Problem(files[0], "", "a journal", "a saved run", _WHOLE))
    written = export(run, content, place)
    print(f"packed: {written} ({written.stat().st_size:,} bytes)", file=stdout)
    print(f"read it: {REPORT} {written}", file=stdout)


def pack_name(run: SavedRun) -> str:
    """What a pack is called: the machine's label, the time, the run."""
    words = (slug(run.machine.label), f"{run.saved_at:%Y%m%d-%H%M%S}", slug(run.run_id)[:8])
    return "-".join(word for word in words if word) + SUFFIX


def make_pack(run: SavedRun, content: bytes) -> bytes:
    """The pack of a run whose saved file holds ``content``."""
    about = README_TEXT.format(run=run).encode()
    contents = {README: about, RUN_MEMBER: content}
    contents[SUMS_MEMBER] = checksums(contents)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as pack:
        for name in MEMBERS:
            member = zipfile.ZipInfo(name, DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr, member.create_system = RIGHTS, UNIX
            pack.writestr(member, contents[name], compresslevel=COMPRESSION_LEVEL)
    return whole.getvalue()


def export(run: SavedRun, content: bytes, place: Path) -> Path:
    """Write the pack to ``place``, a file that ends in `SUFFIX` or else a folder; give the file.

    A pack of the same run is replaced, in one step. Raises `Unreadable` where something else is in
    the way; OSError.
    """
    file = place if place.name.endswith(SUFFIX) and not place.is_dir() else place / pack_name(run)
    if file.exists() or file.is_symlink():
        _check_same(file, run)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with unfinished.open("xb") as stream:  # not through a link that somebody put there
            stream.write(make_pack(run, content))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file


def _check_same(file: Path, run: SavedRun) -> None:
    """Refuse to replace anything but a pack of ``run``."""
    expected = f"nothing there, or run {run.run_id}"
    try:
        there = read_run(file)
    except Unreadable as error:
        raise Unreadable(Problem(file, "", "no pack", expected, ANOTHER)) from error
    if there.run_id != run.run_id:
        raise Unreadable(Problem(file, "", f"the pack of run {there.run_id}", expected, ANOTHER))
