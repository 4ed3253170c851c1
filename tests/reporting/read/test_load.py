"""Whole lists and single values are checked alike; limits are where they are said to be."""

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lightwork.reporting.read import load
from lightwork.reporting.read.errors import QUOTED, Unreadable, quoted, single_line
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.schema import MOST_SAVED_ROUNDS, SavedPart
from lightwork.reporting.read.value_kinds import (
    AMOUNT,
    AT_LEAST_ONE,
    BEYOND,
    COUNT,
    FLAG,
    LIST,
    MEASURED,
    NAME,
    NUMBER,
    PLAUSIBLE,
    SECONDS,
    TEXT,
    Kind,
)
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.mutations import EXAMPLES, settled

KINDS = (LIST, FLAG, TEXT, NAME, COUNT, SECONDS, NUMBER, MEASURED, AMOUNT)
LARGEST = math.nextafter(BEYOND, 0)
BEYOND_PLAUSIBLE = math.nextafter(PLAUSIBLE[0], 0), math.nextafter(PLAUSIBLE[1], 2e9)
EDGES = (
    math.nan, math.inf, -math.inf, 0.0, -0.0, *PLAUSIBLE, *BEYOND_PLAUSIBLE, LARGEST,
    -LARGEST, float(BEYOND), BEYOND, -BEYOND, 10**400,
    -(10**400), 5e-324, 1.7e308, 0, 1, -1, True, False, None, "", "=1", " =1", "x\n", "\ud800",
    "x" * 3000, [], {}, 2**53 + 1,
)  # fmt: skip
VALUES = st.sampled_from(EDGES) | st.floats() | st.integers() | st.text(max_size=5) | st.booleans()
#: Lists that are mostly of one kind, as those of files are: else none would ever be right.
LISTS = st.one_of(
    st.lists(VALUES, max_size=4),
    st.lists(st.floats(1e-12, 1e9) | VALUES, max_size=8),
    st.lists(st.floats(1e-12, 1e9) | st.none() | st.integers(0, 9), max_size=8),
    st.lists(st.booleans(), max_size=5),
    st.lists(st.sampled_from(("rlc", "lrc", "c\x1b", "=c")), max_size=8),
)


def outcome(take: Callable[[], Any]) -> str:
    """What comes out, or the words of the refusal; ``repr`` tells 0 from 0.0 and False."""
    try:
        return repr(list(take()))
    except Unreadable as error:
        return str(error)


@EXAMPLES
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.expected)
def test_a_list_is_as_good_as_its_values(kind: Kind[Any], examples: int) -> None:
    """The same values as taken one by one, or a refusal of the first that is refused alone."""

    @settled(examples)
    @given(values=LISTS)
    @example(values=[math.nan, 1.0, 2.0])
    @example(values=[1.0, None, math.nan])
    @example(values=[0.5, 10**400])
    @example(values=[1, 2.5, None])
    @example(values=[BEYOND - 1, 0.5])
    def check(values: list[Any]) -> None:
        in_list = SavedPart(Path("f"), "x", {"key": values})
        alone = SavedPart(Path("f"), "x", {f"key[{i}]": value for i, value in enumerate(values)})
        assert outcome(lambda: in_list.each("key", kind)) == outcome(
            lambda: [alone.take(key, kind) for key in alone.values]
        )

    check()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (SECONDS, [*PLAUSIBLE, 1], [0, -1.0, math.nan, math.inf, *BEYOND_PLAUSIBLE, None, True]),
        (NUMBER, [0, 0.0, LARGEST, BEYOND - 1], [-1, BEYOND, float(BEYOND), math.nan, None, False]),
        (MEASURED, [None, 0.5], [math.nan, -0.5, math.inf, True, 10**400, []]),
        (AMOUNT, [-LARGEST, LARGEST, 0], [BEYOND, -BEYOND, math.nan, -math.inf, None, True]),
        (COUNT, [0, BEYOND - 1], [-1, BEYOND, 1.0, True, None, "1"]),
        (AT_LEAST_ONE, [1, 100_000], [0, 100_001, 2.0, True]),
        (FLAG, [True, False], [0, 1, None, "true"]),
        (TEXT, ["", "=1"], [None, 1, b"x", []]),
        (NAME, ["", "a=1"], ["=1", " +1", "\t-1", "@x", None, 1]),
    ],
    ids=lambda value: getattr(value, "words", ""),
)
def test_what_a_kind_takes(kind: Kind[Any], good: list[Any], bad: list[Any]) -> None:
    """At its edges, and of the types that Python takes for each other."""
    assert len(kind.check(good) or ()) == len(good)
    for value in bad:
        assert kind.check([value]) is None
        assert kind.check([*good, value]) is None
        assert kind.check([value, *good]) is None


def test_a_list_has_a_longest_length() -> None:
    """One more is refused by its number."""
    part = SavedPart(
        Path("f"), "x", {"key": [0.5] * (MOST_SAVED_ROUNDS + 1), "most": [0.5] * MOST_SAVED_ROUNDS}
    )
    assert len(part.each("most", SECONDS)) == MOST_SAVED_ROUNDS
    with pytest.raises(Unreadable, match=r"x\.key: got 100,001 values, expected 100,000 at most"):
        part.each("key", SECONDS)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ODD_TEXTS = (
    b"", b" ", b"NaN", b"[Infinity]", b"[1e999]", b"[1, 2", b"[1 2]", b'{"a": 1, "a": 2}',
    b"\xef\xbb\xbf[1]", "[1]".encode("utf-16"), b'["\\ud800"]', b'["\xed\xa0\x80"]', b"[01]",
    b"[-0]", b"[-]", b"[1.]", b"[.5]", b'["\t"]', b"[1]]", b"[,]", b"{1: 2}",
    b"[" + b"9" * 25 + b"]",
    b"[18446744073709551616]", b"[-9223372036854775809]", b"[" + b"9" * 400 + b"]",
    b"[" + b"9" * 5000 + b"]", b"[" * 2000 + b"]" * 2000, b'"\x00"', b"[1]\x00", b"'a'", b"// a\n1",
    b'["\\x41"]', b"nul", b"[0.1e+5, 1E5, 123456789012345678901234567890.5e-10]",
)  # fmt: skip


def as_read(parse: Callable[[], Any]) -> str:
    try:
        return repr(parse())
    except Unreadable as error:
        return str(error)


@EXAMPLES
def test_what_orjson_accepts_the_standard_library_reads_alike(examples: int) -> None:
    """Its yes counts; the only difference are ints beyond 64 bits, which become floats."""

    @settled(examples)
    @given(
        content=st.sampled_from(ODD_TEXTS)
        | JSON_VALUES.map(lambda value: json.dumps(value).encode())
        | st.binary(max_size=12)
    )
    def check(content: bytes) -> None:
        pytest.importorskip("orjson")
        quick = load.parsed_quickly(content)
        if quick is not None:
            alike = as_read(lambda: load.parsed(Path("f"), content))
            # Ints beyond 64 bits are no count, and as numbers are made floats of anyway.
            assert repr(quick) == alike or repr(quick) == repr(floats_of_large(json.loads(content)))

    check()


def floats_of_large(value: Any) -> Any:
    """The value with ints beyond 64 bits, and -0, as orjson gives them."""
    if isinstance(value, list):
        return [floats_of_large(item) for item in value]
    if isinstance(value, dict):
        return {key: floats_of_large(item) for key, item in value.items()}
    large = isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**64
    return float(value) if large else value


@pytest.mark.parametrize("content", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_the_same_is_refused_in_the_same_words_without_orjson(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every interpreter has a wheel of it; nobody shall see a difference."""
    run = json.dumps(made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)).encode()
    file = tmp_path / "x.json"
    contents = [content, run.replace(b'"tasks": 48', b'"tasks": ' + content, 1)]
    contents.append(run.replace(b'"node": ""', b'"node": ' + content, 1))
    contents.append(run.replace(b'"cpu_seconds": [', b'"cpu_seconds": [' + content + b", ", 1))

    def all_read() -> list[str]:
        words = []
        for one in contents:
            file.write_bytes(one)
            words.append(as_read(lambda: read_run(file)))
        return words

    with_it = all_read()
    monkeypatch.setitem(sys.modules, "orjson", None)  # importing it raises ImportError
    assert all_read() == with_it


def test_a_whole_run_is_the_same_without_orjson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Value by value."""
    pytest.importorskip("orjson")
    file = save(made_up_run(2, workloads=["fib", "sleep"], rounds=7), tmp_path)
    with_it = read_run(file)
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert repr(read_run(file)) == repr(with_it)


@pytest.mark.parametrize(
    ("name", "count", "unit"),
    [
        ("MOST_CONTAINERS", 3, b"[],"),
        ("MOST_KEYS", 4, b'{"":1},'),
        ("MOST_VALUES", 5, b"0,"),
        ("MOST_BYTES", 100, b" "),
    ],
)
def test_a_limit_is_the_last_that_passes(
    name: str, count: int, unit: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as the limit are parsed, one more is refused before anything is parsed."""
    file = tmp_path / "x.json"
    monkeypatch.setattr(load, name, count)
    monkeypatch.setattr(load, "FEW_BYTES", 0)
    monkeypatch.setattr(load, "parsed", lambda *_: pytest.fail("it was parsed"))
    file.write_bytes(unit * count)
    assert load.content_of(file) == unit * count
    file.write_bytes(unit * (count + 1))
    with pytest.raises(Unreadable, match=f"got {count + 1} .*expected {count} at most"):
        read_run(file)


def test_a_file_beyond_ascii_has_a_limit_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One letter makes all others of its text larger, so it may have fewer of them."""
    monkeypatch.setattr(load, "MOST_NOT_ASCII", 10)
    file = tmp_path / "x.json"
    for content in (b"a" * 50, "é".encode() * 5):
        file.write_bytes(content)
        assert load.content_of(file) == content
    file.write_bytes("é".encode() * 6)
    with pytest.raises(Unreadable, match="got 12 bytes that are not all ASCII"):
        load.content_of(file)


def test_the_largest_run_is_far_from_the_limits(tmp_path: Path) -> None:
    """A case of 100 rounds, 1044 times (thorough, 192 cores), has a quarter of each limit."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=100)
    content = save(run, tmp_path).read_bytes()
    times = 1044 / len(run["benchmarks"])
    assert times * len(content) < load.MOST_BYTES / 4
    assert times * content.count(b",") < load.MOST_VALUES / 4
    assert times * content.count(b":") < load.MOST_KEYS / 4
    assert times * (content.count(b"[") + content.count(b"{")) < load.MOST_CONTAINERS / 4


@EXAMPLES
def test_a_quoted_value_is_as_repr_says_it(examples: int) -> None:
    """As far as it is shown; no more of it is looked at."""

    @settled(examples)
    @given(value=JSON_VALUES)
    @example(value=["it's", 'a "b"', {"a": [1, {"b": None}]}])
    def check(value: Any) -> None:
        assert quoted(value)[: QUOTED - 1] == single_line(repr(value), QUOTED)[: QUOTED - 1]

    check()


def test_a_gigantic_value_is_quoted_at_once() -> None:
    """``repr`` of it all would be 600 MB, and of a deep one raise RecursionError."""
    deep: list[Any] = []
    for _ in range(10**5):
        deep = [deep]
    assert quoted(deep) == "[" * 59 + "…"
    assert quoted([["x" * 10**7] * 3] * 20).startswith("[['xxxx")
    while deep:  # what is this deep must not be freed at once
        deep = deep.pop()


def test_the_commit_is_read(tmp_path: Path) -> None:
    """Id, whether anything was changed, and branch; files without one are read."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    run["commit_info"] = {"id": "0123abc", "dirty": True, "branch": "main", "project": "x"}
    assert read_run(save(run, tmp_path)).commit == ("0123abc", True, "main")
    run["commit_info"] = {"id": "unversioned", "time": None}
    assert read_run(save(run, tmp_path)).commit == ("unversioned", False, "")
    del run["commit_info"]
    assert read_run(save(run, tmp_path)).commit is None
