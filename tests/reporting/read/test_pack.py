"""Packs: a run as one file, the same bytes each time; and what is refused of such files."""

import hashlib
import io
import json
import random
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from lightwork.commands.report import main
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.locate import newest_first, resolve_files, saved_at
from lightwork.reporting.read.pack import (
    MEMBERS,
    README,
    RUN_MEMBER,
    SUFFIX,
    SUMS_MEMBER,
    checksums,
    unpack_run,
)
from lightwork.reporting.read.run import read_run
from lightwork.reporting.report.export import export, make_pack, pack_name
from tests.fixtures.made_up.journals import journal_bytes, records_of
from tests.fixtures.made_up.runs import made_up_run, save

MOST = 10**6


def said(*argv: str | Path) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of output and lines of complaint."""
    out, err = StringIO(), StringIO()
    code = main([str(arg) for arg in argv], out, err)
    return code, out.getvalue().splitlines(), err.getvalue().splitlines()


def saved(folder: Path, name: str = "0001_made_up.json", *, seed: int = 1, **ours: object) -> Path:
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6, seed=seed)
    run["lightwork"].update(ours)
    return save(run, folder, name)


def test_a_pack_is_read_like_its_file(tmp_path: Path) -> None:
    """Wherever a run may stand: alone, in a folder, in a glob; the report is the same."""
    file = saved(tmp_path / "in")
    code, out, err = said(file, "--export", tmp_path / "packs")
    assert (code, err) == (0, [])
    (pack,) = (tmp_path / "packs").iterdir()
    assert pack.name == "made-up-host-20261124-050000-20261124" + SUFFIX
    assert str(pack) in out[0]
    assert read_run(pack)._replace(file=file) == read_run(file)
    assert resolve_files([str(tmp_path / "packs")]) == resolve_files([f"{tmp_path}/p*/*"]) == [pack]
    assert saved_at(pack) == saved_at(file)
    assert said(file, "--out", tmp_path / "a", "--format", "svg")[0] == 0
    before = {path.name for path in tmp_path.iterdir()}
    assert said(tmp_path / "packs", "--out", tmp_path / "b", "--format", "svg")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == before | {"b"}
    summaries = [(tmp_path / name / "summary.md").read_bytes() for name in "ab"]
    assert summaries[0] == summaries[1]


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """The saved file is in it byte for byte, with checksums that ``sha256sum`` checks."""
    file = saved(tmp_path / "in")
    said(file, "--export", tmp_path / "one")
    said(file, "--export", tmp_path / f"two{SUFFIX}")
    (pack,) = (tmp_path / "one").iterdir()
    said(pack, "--export", tmp_path / f"three{SUFFIX}")
    assert pack.read_bytes() == (tmp_path / f"two{SUFFIX}").read_bytes()
    assert pack.read_bytes() == (tmp_path / f"three{SUFFIX}").read_bytes()
    with zipfile.ZipFile(pack) as members:
        assert tuple(members.namelist()) == MEMBERS
        assert members.read(RUN_MEMBER) == file.read_bytes()
        assert {one.date_time for one in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for line in members.read(SUMS_MEMBER).decode().splitlines():
            told, name = line.split("  ")
            assert hashlib.sha256(members.read(name)).hexdigest() == told
        assert "lightwork report THIS_FILE" in members.read(README).decode()


def test_another_runs_pack_is_not_overwritten(tmp_path: Path) -> None:
    """Nor is any other file; a pack of the same run is replaced."""
    place = tmp_path / f"mine{SUFFIX}"
    first, second = saved(tmp_path / "a"), saved(tmp_path / "b", run_id="another")
    assert said(first, "--export", place)[0] == 0
    before = place.read_bytes()
    assert said(first, "--export", place)[0] == 0
    code, out, err = said(second, "--export", place)
    assert (code, out, len(err)) == (2, [], 1)
    assert str(place) in err[0]
    assert "the pack of run 20261124-050000-abcd" in err[0]
    assert place.read_bytes() == before
    notes = tmp_path / f"notes{SUFFIX}"
    notes.write_text("my notes")
    code, _, err = said(first, "--export", notes)
    assert (code, len(err)) == (2, 1)
    assert notes.read_text() == "my notes"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", place.name, notes.name]


def test_one_run_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest by default; several, a broken one, a journal, a wrong name: one line each."""
    monkeypatch.chdir(tmp_path)
    saved(Path(".benchmarks/x"))
    assert said("--export", "out")[0] == 0
    saved(Path(".benchmarks/x"), "0002.json")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "file").write_text("")
    (tmp_path / "x.jsonl").write_bytes(journal_bytes(records_of(made_up_run(2, rounds=6))))
    for argv, words in (
        ([".benchmarks", "--export", "out"], "got 2 saved runs"),
        (["broken.json", "--export", "out"], "expected JSON"),
        (["x.jsonl", "--export", "out"], "got a journal"),
        ([".benchmarks/x/0002.json", "--export", "out.zip"], f"Name it out{SUFFIX}"),
        ([".benchmarks/x/0002.json", "--export", "file"], "--export DIR"),
        ([".benchmarks/x/0002.json", "--export", "out", "--gate", "5"], "--gate"),
    ):
        code, out, err = said(*argv)
        assert (code, out, len(err)) == (2, [], 1), argv
        assert words in err[0]
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_pack_is_named_safely(tmp_path: Path) -> None:
    """After machine, moment and run, whatever the label holds; nothing is written elsewhere."""
    run = read_run(saved(tmp_path))
    for label, start in (
        ("../../etc/x", "etc-x-"), ("Ann's Box №1", "ann-s-box-no1-"), ("日本", "2026"),
        ("", "2026"),
        ("x" * 300, "x" * 40 + "-"), ("-rf /", "rf-"), ("a\x00b", "a-b-"),
    ):  # fmt: skip
        odd = run._replace(machine=run.machine._replace(label=label), run_id="/../" + run.run_id)
        name = pack_name(odd)
        assert name.startswith(start)
        assert re.fullmatch(r"[a-z0-9-]+\.lightwork\.zip", name)
    written = export(odd, b"{}", tmp_path / "out")
    assert written.parent == tmp_path / "out"


def a_pack(tmp_path: Path) -> bytes:
    file = saved(tmp_path / "in")
    return make_pack(read_run(file), file.read_bytes())


def zipped(members: dict[str, bytes], **about: int) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", **about) as pack:  # type: ignore[call-overload]
        for name, data in members.items():
            pack.writestr(name, data)
    return whole.getvalue()


def with_sums(run: bytes, readme: bytes = b"a pack") -> dict[str, bytes]:
    members = {README: readme, RUN_MEMBER: run}
    return {**members, SUMS_MEMBER: checksums(members)}


def encrypted(pack: bytes) -> bytes:
    """All members flagged as encrypted, in both places where a zip file says so."""
    data = bytearray(pack)
    for signature, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        for match in re.finditer(re.escape(signature), pack):
            data[match.start() + offset] |= 1
    return bytes(data)


def lying(pack: bytes, size: int) -> bytes:
    """The list of members says of each that it has ``size`` bytes."""
    data = bytearray(pack)
    for match in re.finditer(re.escape(b"PK\1\2"), pack):
        data[match.start() + 24 : match.start() + 28] = struct.pack("<L", size)
    return bytes(data)


GOOD = with_sums(b'{"benchmarks": []}')
DEFLATED = zipfile.ZIP_DEFLATED
FOREIGN: dict[str, tuple[Callable[[], bytes], str]] = {
    "another zip": (lambda: zipped({"a.txt": b"a"}), "a zip file of 1 members"),
    "a member is missing": (
        lambda: zipped({README: b"", RUN_MEMBER: b""}), "a zip file of 2 members"
    ),
    "one too many": (lambda: zipped({**GOOD, "x": b""}), "a zip file of 4 members"),
    "another name": (
        lambda: zipped({README: b"", SUMS_MEMBER: b"", "../../run.json": b"{}"}),
        "got members '../../run.json, README.txt, SHA256SUMS'",
    ),
    "another's run": (
        lambda: zipped({**GOOD, RUN_MEMBER: b"{}"}), "run.json: got the SHA-256 44136fa355b3"
    ),
    "another's text": (lambda: zipped({**GOOD, README: b"!"}), "README.txt: got the SHA-256"),
    "sums of something else": (
        lambda: zipped({**GOOD, SUMS_MEMBER: checksums({"a": b"", "b": b""})}),
        "checksums of README.txt",
    ),
    "sums that are none": (
        lambda: zipped({**GOOD, SUMS_MEMBER: b"\xff\n"}), "checksums of README.txt"
    ),
    "no sums": (lambda: zipped({**GOOD, SUMS_MEMBER: b""}), "checksums of README.txt and run.json"),
    "encrypted": (lambda: encrypted(zipped(GOOD)), "an encrypted member"),
    "bzip2": (lambda: zipped(GOOD, compression=zipfile.ZIP_BZIP2), "compression method 12"),
    "a bomb": (
        lambda: zipped({**GOOD, RUN_MEMBER: bytes(50 * MOST)}, compression=DEFLATED),
        "run.json: got 50,000,000 bytes, expected 1,000,000 at most",
    ),
    "a bomb that lies": (
        lambda: lying(zipped({**GOOD, RUN_MEMBER: bytes(50 * MOST)}, compression=DEFLATED), 999),
        "a damaged zip file",
    ),
    "a long text": (
        lambda: zipped({**GOOD, README: bytes(70_000)}, compression=DEFLATED), "README.txt: got 70"
    ),
    "many members": (
        lambda: zipped({f"{i}": b"" for i in range(70_000)}), "a zip file of 65535 members"
    ),
    "a comment": (lambda: zipped(GOOD)[:-2] + b"\x05\x00hello", "cut short or has a comment"),
    "only a signature": (lambda: b"PK", "cut short"),
    "no members at all": (lambda: b"PK\5\6" + bytes(18), "a zip file of 0 members"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_pack_is_refused_in_one_line(name: str) -> None:
    """Foreign, encrypted, too large or with other checksums: said by what it is."""
    make, words = FOREIGN[name]
    with pytest.raises(Unreadable) as refused:
        unpack_run(Path("x.zip"), make(), MOST)
    line = str(refused.value)
    assert words in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("name", ["a bomb", "a bomb that lies", "many members"])
def test_a_bomb_is_not_inflated(name: str) -> None:
    """Memory stays at the size of what is asked for, not of what is in it."""
    content = FOREIGN[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            unpack_run(Path("x.zip"), content, MOST)
        assert tracemalloc.get_traced_memory()[1] < 4 * MOST
    finally:
        tracemalloc.stop()


def test_a_flipped_bit_is_seen(tmp_path: Path) -> None:
    """Wherever it is, the file is refused in one line, or the run is the one that was packed."""
    whole = a_pack(tmp_path)
    content = unpack_run(Path("x"), whole, MOST)
    chance, refused = random.Random(1), 0
    for _ in range(400):
        data = bytearray(whole)
        data[chance.randrange(2, len(data))] ^= 1 << chance.randrange(8)
        try:
            assert unpack_run(Path("x.zip"), bytes(data), MOST) == content
        except Unreadable as error:
            refused += 1
            assert len(str(error).splitlines()) == 1  # noqa: PT017 - either way is right
    assert refused > 300


def test_a_pack_cut_short_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    """In one line, as a broken saved file is."""
    whole = a_pack(tmp_path)
    file = tmp_path / f"x{SUFFIX}"
    for end in range(0, len(whole), len(whole) // 50):
        file.write_bytes(whole[:end])
        with pytest.raises(Unreadable):
            read_run(file)


def test_a_collection_is_a_folder(tmp_path: Path) -> None:
    """Packs and saved files beside each other, by their own moments; no other zips."""
    run = read_run(saved(tmp_path / "in"))
    for year in (2024, 2026):
        moment = f"{year}-01-01T00:00:00+00:00"
        file = save(json.loads(saved(tmp_path / "in").read_text()) | {"datetime": moment}, tmp_path)
        export(run, file.read_bytes(), tmp_path / "all" / f"{year}{SUFFIX}")
    save(json.loads(file.read_text()) | {"datetime": "2025-01-01"}, tmp_path / "all", "2025.json")
    (tmp_path / "all" / "other.zip").write_bytes(zipped({"a": b""}))
    found = [path.name for path in newest_first(tmp_path / "all")]
    assert found == [f"2026{SUFFIX}", "2025.json", f"2024{SUFFIX}"]
