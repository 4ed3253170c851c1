"""Files that want to do harm: nothing runs, nothing is written elsewhere, memory has a bound."""

import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from io import StringIO
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from lightwork.commands.report import main
from lightwork.core.record import Case
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.drawing.draw import DPI, MOST_DOTS_OF_FIGURE, dots
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.load import MOST_BYTES, MOST_MEMORY, MOST_VALUES
from lightwork.reporting.read.locate import folder_names, newest_first, resolve_files
from lightwork.reporting.read.run import read_run
from tests.fixtures.hostile.files import HARMLESS, HOSTILE, LABELS, NAMES, a_run, traced
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.places import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="made for POSIX files")


def said(*argv: str | Path) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of output and lines of complaint."""
    out, err = StringIO(), StringIO()
    code = main([str(arg) for arg in argv], out, err)
    return code, out.getvalue().splitlines(), err.getvalue().splitlines()


def everything_in(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """The line names the file and what is wrong; it comes at once, of a pipe too."""
    file = tmp_path / "x.json"
    HOSTILE[name].make(file)
    with pytest.raises(Unreadable) as refused:
        read_run(file)
    line = str(refused.value)
    assert [word for word in (str(file), *HOSTILE[name].words) if word not in line] == []
    assert len(line.splitlines()) == 1
    assert len(line) <= 600


def test_the_rest_is_shown(tmp_path: Path) -> None:
    """All of them in one folder with a good run: a line each, the run's report, 2 by --strict."""
    runs = tmp_path / "runs"
    save(a_run(), runs, "good.json")
    for i, hostile in enumerate(HOSTILE.values()):
        (runs / f"{i:02}").mkdir()
        hostile.make(runs / f"{i:02}" / "x.json")
    arguments = (runs, "--out", tmp_path / "out", "--format", "svg")
    code, out, err = said(*arguments, "--strict")
    assert (code, out[0]) == (2, "lightwork on made-up host")
    assert len(err) == len(HOSTILE) - 1  # but for the folder, which is looked into
    assert all(line.startswith(f"left out: {runs}") for line in err)
    assert runs / "good.json" in newest_first(runs)


@pytest.mark.parametrize("name", HARMLESS)
def test_odd_and_right_is_read(name: str, tmp_path: Path) -> None:
    """Other encodings, keys twice (the last counts), values that nobody asks for."""
    good = save(a_run(), tmp_path, "good.json")
    odd = tmp_path / "odd.json"
    odd.write_bytes(HARMLESS[name](json.dumps(json.loads(good.read_text()))))
    expected = read_run(good)._replace(file=odd)
    assert read_run(odd)._replace(foreign_benchmarks=0) == expected


@pytest.mark.parametrize("name", ["2 GB", "million cases", "many lists", "many values"])
def test_what_is_refused_takes_no_memory(name: str, tmp_path: Path) -> None:
    """In a process that may have little more than the file itself, the line still comes."""
    file = tmp_path / "x.json"
    HOSTILE[name].make(file)
    size = min(file.stat().st_size, 2**28)
    done = limited(file, 2 * size + 256 * 2**20)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr[-500:]
    assert "at most" in done.stderr


def test_the_worst_that_is_parsed_keeps_within_its_bound(tmp_path: Path) -> None:
    """As many numbers as the limits let pass, and the rest of 128 MB one text beyond ASCII."""
    file = tmp_path / "x.json"
    start = b"[" + b"0.1," * (MOST_VALUES - 2) + b'"\\ud83d\\ude00'
    with file.open("wb") as stream:
        stream.write(start)
        stream.write(b"a" * (MOST_BYTES - len(start) - 2) + b'"]')
    done = limited(file, MOST_MEMORY)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr[-500:]
    assert "expected an object" in done.stderr


def limited(file: Path, most_bytes: int) -> subprocess.CompletedProcess[str]:
    """The command in a process whose address space is limited."""
    program = (
        "import resource, sys; from lightwork.commands.report import main;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({most_bytes}, {most_bytes}));"
        f"raise SystemExit(main([{str(file)!r}], sys.stdout, sys.stderr))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )


def hostile_words(label: str) -> dict[str, object]:
    """A run whose machine is called ``label``, with all other `LABELS` where any text may be."""
    run = made_up_run(
        2, workloads=["fib"], strategies=[f"x{word}" for word in LABELS], rounds=6, label=label
    )
    machine = run["machine_info"]["machine"]
    machine["cpu_model"] = machine["kernel"] = run["commit_info"]["branch"] = label
    run["lightwork"]["command"] = ["pytest", *LABELS]
    run["lightwork"]["skipped"] = [{"what": word, "reason": word} for word in LABELS]
    for case, word in zip(run["benchmarks"], LABELS, strict=False):
        case["extra_info"]["warnings"] = [f"x{word}"]
    return run


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", "![x](http://x.y/z.png)", "\x1b[2J"]
)
def test_foreign_words_stay_words(label: str, tmp_path: Path) -> None:
    """In page, pictures, summary and terminal: escaped, and nothing is written elsewhere."""
    file = save(hostile_words(label), tmp_path / "in", "run.json")
    before = everything_in(tmp_path)
    code, out, err = said(file, "--out", tmp_path / "out", "--format", "svg")
    assert (code, err) == (0, [])
    strays = everything_in(tmp_path) - before - everything_in(tmp_path / "out")
    assert strays == {tmp_path / "out"}
    assert all(line.isprintable() for line in out)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    for chart in (tmp_path / "out" / "charts").iterdir():
        tags = {one.tag.split("}")[1] for one in ElementTree.parse(chart).iter()}  # noqa: S314 - ours
        assert not tags & {"script", "img", "a", "foreignObject"}
    summary = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    prose = re.sub(r"`+.*?`+", "", summary)  # code is shown as it stands
    assert not re.search(r"(?<!\\)<(script|img)|(?<!\\)\]\(", prose)


def test_the_name_of_a_file_leads_nowhere(tmp_path: Path) -> None:
    """The report of a file is inside of --out, whatever the file is called."""
    files = []
    for name in NAMES[:3]:
        run = a_run()
        run["lightwork"] = {**run["lightwork"], "run_id": f"run {len(files)}"}
        files.append(save(run, tmp_path / "runs", name))
    before = everything_in(tmp_path)
    out = tmp_path / "a" / "b" / "out"
    code, words, err = said(*files, "--out", out, "--format=svg", "--each")
    assert (code, err) == (0, [])
    assert everything_in(tmp_path) - before - everything_in(out) == {
        out,
        out.parent,
        out.parent.parent,
    }
    assert len(list(out.glob("*/index.html"))) == len(files)
    assert all(line.isprintable() for line in words)


def test_folders_are_named_like_files_as_far_as_that_is_safe() -> None:
    """No name is a way, none begins with a dot, none is another's, also where letters are equal."""
    names = list(folder_names(Path("runs") / name for name in (*NAMES, "A.json", "a.json")))
    assert all(name.isprintable() and not name.startswith(".") for name in names)
    assert all(set("/\\<>|;&$%\n") & set(name) == set() for name in names)
    assert len({name.lower() for name in names}) == len(names)
    same = [Path(x) / "0001_ab-c.json" for x in "ab"]
    assert list(folder_names(same)) == ["0001_ab-c", "0001_ab-c-2"]
    clash = [Path("a.json"), Path("b/a.json"), Path("a-2.json")]
    assert list(folder_names(clash)) == ["a", "a-2", "a-2-2"]
    assert list(folder_names([Path("x.lightwork.zip"), Path("x.json")])) == ["x", "x-2"]


def test_a_refusal_can_not_forge_lines(tmp_path: Path) -> None:
    """A file called after a terminal's commands is named without them."""
    file = tmp_path / "x\x1b[2J\nerror: all is well.json"
    file.write_text("{")
    code, out, err = said(file)
    assert (code, out, len(err)) == (2, [], 1)
    assert err[0].isprintable()


def test_links_that_lead_back_are_not_followed_for_ever(tmp_path: Path) -> None:
    """Two links to the folder above are 2^40 ways to one file; it is found once, at once."""
    file = save(a_run(), tmp_path / "runs", "good.json")
    (tmp_path / "runs" / "one").symlink_to(tmp_path / "runs")
    (tmp_path / "runs" / "two").symlink_to(tmp_path)
    assert resolve_files([str(tmp_path)]) == [file]
    assert resolve_files([str(tmp_path / "**" / "*.json")]) == [file]


@pytest.mark.parametrize("word", ["x" * 5000, "~nobody/\0", "a/" * 3000, "[", "**x"])
def test_a_word_that_can_be_no_file_is_one_line(word: str) -> None:
    """Too long, with a zero byte, a broken glob: refused, not raised."""
    with pytest.raises(Unreadable) as refused:
        resolve_files([word])
    assert len(str(refused.value).splitlines()) == 1


def test_traced_tasks_are_few_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes 30 times its text, so that many cases of many would fill the memory."""
    monkeypatch.setattr("lightwork.reporting.read.run.MOST_SPANS", 99)
    file = tmp_path / "x.json"
    for tasks in (99, 100):
        about = {"opened": 0, "results": 99, "closed": 99, "tasks": tasks}
        file.write_bytes(traced("1 2 " + "2 2 " * (tasks - 1), about))
        if tasks == 99:
            assert read_run(file).cases[1].timeline is not None
        else:
            with pytest.raises(Unreadable, match="100 traced tasks until here"):
                read_run(file)


def test_one_endless_case_beside_many_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a table of all cases, each as long as the longest, it would fill the memory."""
    run = made_up_run(2, workloads=["fib"], rounds=6)
    file = save(run, tmp_path)
    cases = len(run["benchmarks"])
    monkeypatch.setattr("lightwork.reporting.read.run.MOST_VALUES", 6 * cases)
    assert len(read_run(file).cases) == cases
    monkeypatch.setattr("lightwork.reporting.read.run.MOST_VALUES", 6 * cases - 1)
    with pytest.raises(
        Unreadable, match=f"6 rounds, expected 5 at most, as there are {cases} cases"
    ):
        read_run(file)


def test_more_strategies_than_looks_are_drawn() -> None:
    """Colours and markers begin again; 130 strategies are no reason to fail."""
    cases = [Case("fib", "medium", f"s{i:03}", "fork", 2, 4, "cold") for i in range(130)]
    assert len(series_of(cases)) == 130


@pytest.mark.parametrize("inches", [5, 1000])
def test_a_picture_of_any_length_is_drawn(inches: int) -> None:
    """As fine as others, unless it would have more dots than can be drawn."""
    figure = Figure((3, inches))
    with io.BytesIO() as picture:
        figure.savefig(picture, format="png", dpi=dots(figure))
    assert dots(figure) == (DPI if inches == 5 else MOST_DOTS_OF_FIGURE / 1000)
