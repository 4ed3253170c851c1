"""Saved files: what is read, what is refused, and how it is said."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lightwork.commands.report import main
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.locate import newest_first, resolve_files, saved_at
from lightwork.reporting.read.run import read_run
from tests.fixtures.made_up.runs import made_up_run, save

Run = dict[str, Any]


def small_run(**about: Any) -> Run:
    return made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6, **about)


def at(run: Run, path: str) -> tuple[Any, Any]:
    """The container and the key that a dotted path means."""
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in parents:
        run = run[part]  # type: ignore[index]
    return run, last


def put(path: str, value: object) -> Callable[[Run], None]:
    def spoil(run: Run) -> None:
        container, key = at(run, path)
        container[key] = value

    return spoil


def drop(path: str) -> Callable[[Run], None]:
    def spoil(run: Run) -> None:
        container, key = at(run, path)
        del container[key]

    return spoil


EXTRA = "benchmarks.2.extra_info"
DATA = "benchmarks.2.stats.data"
#: What is done to a good file, and what the refusal must name.
SPOILS = {
    "another schema": (
        put("lightwork.schema", 3),
        ["lightwork.schema", "got 3", "expected 1 or 2"],
    ),
    "schema of another type": (put("lightwork.schema", True), ["lightwork.schema", "True"]),
    "another tool": (drop("lightwork"), ["lightwork", "got nothing", "--benchmark-autosave"]),
    "lightwork is a list": (put("lightwork", [1]), ["lightwork", "[1]", "an object"]),
    "no benchmarks": (drop("benchmarks"), ["benchmarks", "got nothing", "a list"]),
    "benchmark is text": (put("benchmarks.2", "x"), ["benchmarks[2]", "'x'", "an object"]),
    "no machine": (drop("machine_info.machine"), ["machine_info.machine", "an object"]),
    "no cores": (put("machine_info.machine.usable_cores", 0), ["usable_cores", "from 1 to"]),
    "cores as text": (put("machine_info.machine.usable_cores", "2"), ["usable_cores", "'2'"]),
    "GIL as number": (put("machine_info.python.gil", 1), ["python.gil", "true or false"]),
    "no moment": (put("datetime", "yesterday"), ["datetime", "'yesterday'"]),
    "NaN": (put(f"{DATA}.3", float("nan")), ["benchmarks[2].stats.data[3]", "nan", "finite"]),
    "infinity": (put(f"{DATA}.3", float("inf")), ["stats.data[3]", "inf", "finite"]),
    "negative": (put(f"{DATA}.0", -0.1), ["stats.data[0]", "-0.1", "above 0"]),
    "zero": (put(f"{DATA}.0", 0), ["stats.data[0]", "got 0", "above 0"]),
    "a giant": (put(f"{DATA}.0", 10**400), ["stats.data[0]", "above 0"]),
    "seconds as text": (put(f"{DATA}.0", "0.1"), ["stats.data[0]", "'0.1'"]),
    "no rounds saved": (drop(DATA), ["stats.data", "--benchmark-save-data"]),
    "an empty case": (put(DATA, []), ["benchmarks[2].extra_info", "no round"]),
    "too few references": (
        put(f"{EXTRA}.reference_seconds", [0.1]),
        ["benchmarks[2].extra_info.reference_seconds", "1 values", "6, as many as stats.data"],
    ),
    "too many ceilings": (put(f"{EXTRA}.ceiling_seconds", [0.1] * 7), ["ceiling_seconds", "7"]),
    "disturbed as text": (put(f"{EXTRA}.disturbed.1", "no"), ["disturbed[1]", "'no'"]),
    "order as numbers": (put(f"{EXTRA}.order.0", 3), ["order[0]", "got 3", "text"]),
    "unserialisable": (
        put(f"{EXTRA}.tasks", "UNSERIALIZABLE[48]"),
        ["extra_info.tasks", "UNSERIALIZABLE[48]", "a whole number"],
    ),
    "unknown family": (put(f"{EXTRA}.family", "sport"), ["family", "'sport'", "speedup"]),
    "no warnings": (drop(f"{EXTRA}.warnings"), ["extra_info.warnings", "got nothing"]),
    "a key is missing": (drop("benchmarks.2.params.size"), ["benchmarks[2].params.size"]),
    "workers 0": (put("benchmarks.2.params.workers", 0), ["params.workers", "from 1 to"]),
    "unknown state": (put("benchmarks.2.params.state", "hot"), ["params.state", "cold, warm"]),
    "params is null": (put("benchmarks.2.params", None), ["benchmarks[2].params", "None"]),
    "skipped as text": (put("lightwork.skipped", "none"), ["lightwork.skipped", "'none'"]),
}


def said(*argv: str | Path) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of output and lines of complaint of the command."""
    out, err = StringIO(), StringIO()
    code = main([str(arg) for arg in argv], out, err)
    return code, out.getvalue().splitlines(), err.getvalue().splitlines()


def assert_refused(file: Path, folder: Path, *words: str) -> None:
    """Exit 2, one line that names the file and all ``words``, and nothing written."""
    code, out, err = said(file, "--out", folder / "report")
    assert (code, out, len(err)) == (2, [], 1), err
    for word in (str(file), *words):
        assert word in err[0]
    assert not (folder / "report").exists()


@pytest.mark.parametrize("name", SPOILS)
def test_a_spoilt_file_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """The line names file, place, what was got and expected; exit 2; nothing is written."""
    spoil, words = SPOILS[name]
    run = small_run()
    spoil(run)
    file = save(run, tmp_path)
    assert_refused(file, tmp_path, *words)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "an empty file"),
        (b"  \n", "an empty file"),
        (b"not json", "line 1"),
        (b"\xff\xfe\x00", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[1, 2]", "an object"),
        (b"null", "an object"),
        (b'{"benchmarks": []}', "lightwork"),
        (b'{"lightwork": {"schema": ' + b"9" * 5000 + b"}}", "JSON"),
    ],
)
def test_what_is_no_run_is_refused_in_one_line(content: bytes, word: str, tmp_path: Path) -> None:
    """Empty, binary, too deep, another tool's: one line with the remedy."""
    file = tmp_path / "run.json"
    file.write_bytes(content)
    assert_refused(file, tmp_path, word)


def test_a_file_cut_short_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    """A file that ends early says so, with the line at which it ends."""
    whole = save(small_run(), tmp_path).read_bytes()
    file = tmp_path / "cut.json"
    for end in range(1, len(whole) - 1, len(whole) // 20):
        file.write_bytes(whole[:end])
        with pytest.raises(Unreadable, match=r"line .*expected JSON.*cut short"):
            read_run(file)


def test_the_same_case_twice_is_refused(tmp_path: Path) -> None:
    """Two entries of one case would be mixed up; both places are named."""
    run = small_run()
    run["benchmarks"].append(run["benchmarks"][1])
    last = len(run["benchmarks"]) - 1
    assert_refused(
        save(run, tmp_path), tmp_path, f"benchmarks[{last}]", "the same case as benchmarks[1]"
    )


def test_a_hostile_value_stays_on_its_line(tmp_path: Path) -> None:
    """Line breaks, control characters and length of a foreign value can't forge output."""
    run = small_run()
    run["benchmarks"][2]["params"]["state"] = "\x1b[31m\nerror: all is well\n" + "x" * 5000
    file = save(run, tmp_path)
    code, out, err = said(file, "--out", tmp_path / "report")
    assert (code, out, len(err)) == (2, [], 1)
    assert "\x1b" not in err[0]
    assert len(err[0]) <= 600


def test_unknowns_are_read_as_unknown(tmp_path: Path) -> None:
    """Null where a system can't tell (physical cores, CPU seconds, foreign share) is no fault."""
    run = small_run()
    run["machine_info"]["machine"]["physical_cores"] = None
    run["benchmarks"][2]["extra_info"]["cpu_seconds"][0] = None
    run["benchmarks"][2]["extra_info"]["foreign_cpu_share"] = [None] * 6
    read = read_run(save(run, tmp_path))
    assert read.machine.physical_cores is None
    assert read.cases[2].foreign_cpu_share[0] != read.cases[2].foreign_cpu_share[0]


def test_benchmarks_of_others_are_left_out_and_counted(tmp_path: Path) -> None:
    """A user's own benchmark in the same file is no fault."""
    run = small_run()
    run["benchmarks"].insert(0, {"name": "test_mine", "extra_info": {}, "stats": {}})
    read = read_run(save(run, tmp_path))
    assert read.foreign_benchmarks == 1
    assert len(read.cases) == len(run["benchmarks"]) - 1


def test_the_newest_run_is_found_by_its_own_moment(tmp_path: Path) -> None:
    """Neither the file's name nor its modification time decides."""
    moments = {
        "0009_old.json": "2026-01-01T00:00:00+00:00",
        "0001_new.json": "2026-03-01T01:00:00+02:00",
        "0005_middle.json": "2026-02-28T22:30:00",
    }
    for name, moment in moments.items():
        save({**small_run(), "datetime": moment}, tmp_path / name[:4], name)
    (tmp_path / "broken.json").write_text("{")
    assert [path.name for path in newest_first(tmp_path)] == [
        "0001_new.json",
        "0005_middle.json",
        "0009_old.json",
        "broken.json",
    ]


def test_the_moment_is_found_in_a_long_file_too(tmp_path: Path) -> None:
    """A list of skips longer than the tail that is looked at does not hide the moment."""
    run = small_run()
    run["lightwork"]["skipped"] = [{"what": "x" * 90, "reason": "y"}] * 2000
    assert saved_at(save(run, tmp_path)).year == 2026


def test_words_mean_files_folders_and_globs(tmp_path: Path) -> None:
    """Each file once, in the order named."""
    first = save(small_run(), tmp_path / "a", "1.json")
    second = save(small_run(), tmp_path / "b", "2.json")
    assert resolve_files([str(second), str(tmp_path)]) == [second, first]
    assert resolve_files([str(tmp_path / "*" / "*.json")]) == [first, second]
    with pytest.raises(Unreadable, match="nothing of that name"):
        resolve_files([str(tmp_path / "c*.json")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable, match="folder without"):
        resolve_files([str(tmp_path / "empty")])


VALUES: tuple[Any, ...] = (None, True, -1, 0.5, float("nan"), 10**400, "", "x", [], {}, [None])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All places of a JSON value; of a list only the first and the last."""
    found = [path] if path else []
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    else:
        keys = sorted({0, len(value) - 1}) if isinstance(value, list) and value else []
    for key in keys:
        found += places(value[key], (*path, key))
    return found


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:9])
def test_any_one_wrong_value_is_read_or_refused(value: object, tmp_path: Path) -> None:
    """Whatever stands at any place of a file, it is read, or refused in one line."""
    whole = json.dumps(small_run())
    refused = 0
    for place in places(json.loads(whole)):
        run = json.loads(whole)
        container = run
        for key in place[:-1]:
            container = container[key]
        container[place[-1]] = value
        try:
            read_run(save(run, tmp_path))
        except Unreadable as error:
            refused += 1
            assert len(str(error).splitlines()) == 1  # noqa: PT017 - either way is right
    assert refused > 20


@pytest.mark.parametrize(
    ("key", "value"), [("workers", True), ("workers", 2.0), ("size", ["small"]), ("state", None)]
)
def test_what_was_read_before_vouches_for_nothing_else(
    key: str, value: object, tmp_path: Path
) -> None:
    """A case equal to one that was read well, but of another type, is refused all the same."""
    run = small_run()
    read_run(save(run, tmp_path))
    one = next(
        case for case in run["benchmarks"] if key != "workers" or case["params"][key] == value
    )
    one["params"][key] = value
    with pytest.raises(Unreadable, match=rf"params\.{key}: got "):
        read_run(save(run, tmp_path))
