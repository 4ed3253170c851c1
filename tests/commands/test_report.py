"""The command: what it writes where, its exit codes, and that it stays light until it draws."""

import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from lightwork.commands.report import main
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.places import ROOT

HEAVY = ("pandas", "matplotlib", "numpy", "jinja2")


def said(*argv: str | Path) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of output and lines of complaint."""
    out, err = StringIO(), StringIO()
    code = main([str(arg) for arg in argv], out, err)
    return code, out.getvalue().splitlines(), err.getvalue().splitlines()


def saved_run(folder: Path, name: str = "0001_made_up.json", *, label: str = "host") -> Path:
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6, label=label)
    return save(run, folder, name)


def python(*args: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, args)], capture_output=True, text=True, cwd=cwd, check=False
    )


def test_a_report_has_all_its_parts(tmp_path: Path) -> None:
    """Page, summary, tables, charts as SVG; the verdict and the page's place in print."""
    code, out, err = said(saved_run(tmp_path), "--out", tmp_path / "report")
    assert (code, err) == (0, [])
    written = {str(p.relative_to(tmp_path / "report")) for p in (tmp_path / "report").rglob("*.*")}
    assert {"index.html", "summary.md", "table.csv", "estimates.csv"} <= written
    assert "charts/speedup.svg" in written
    assert not any(name.endswith(".png") for name in written)
    assert out[0] == "lightwork on host"
    assert "Pool(2)  1." in " ".join(out)
    assert out[-1].split()[-1] == str(tmp_path / "report" / "index.html")


def test_only_the_formats_asked_for_are_written(tmp_path: Path) -> None:
    """PNG files alone, or both kinds; the page has its pictures, and is the same, either way."""
    file, pages = saved_run(tmp_path), set()
    for formats, suffixes in {"png": {".png"}, "png,svg": {".png", ".svg"}}.items():
        said(file, "--out", tmp_path / formats, "--format", formats)
        assert {p.suffix for p in (tmp_path / formats / "charts").iterdir()} == suffixes
        pages.add((tmp_path / formats / "index.html").read_text())
    assert len(pages) == 1
    assert "<svg" in pages.pop()


def test_a_refused_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """One line per refused file, the rest is reported; --strict makes the exit code say so."""
    saved_run(tmp_path / "runs")
    broken = tmp_path / "runs" / "broken.json"
    broken.write_text("{")
    arguments = (tmp_path / "runs", "--out", tmp_path / "out", "--format", "svg")
    code, out, err = said(*arguments)
    assert code == 0
    assert len(err) == 1
    assert str(broken) in err[0]
    assert out[0] == "lightwork on host"
    assert said(*arguments, "--strict")[0] == 2


def test_without_a_run_the_newest_readable_one_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under .benchmarks of the folder one is in; what is newer and unreadable is said."""
    monkeypatch.chdir(tmp_path)
    old = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6, label="old")
    new = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6, label="new")
    foreign = {**new, "datetime": "2026-12-03T00:00:00+00:00"}
    del foreign["lightwork"]
    save(
        {**old, "datetime": "2026-12-01T00:00:00+00:00"}, tmp_path / ".benchmarks/x", "0009_a.json"
    )
    save(
        {**new, "datetime": "2026-12-02T00:00:00+00:00"}, tmp_path / ".benchmarks/y", "0001_b.json"
    )
    save(foreign, tmp_path / ".benchmarks/x", "0002_c.json")
    code, out, err = said("--out", tmp_path / "out", "--format", "svg")
    assert (code, out[0]) == (0, "lightwork on new")
    assert len(err) == 1
    assert "0002_c.json" in err[0]


def test_no_run_saved_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that says how to measure."""
    (tmp_path / ".benchmarks").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, err = said()
    assert (code, out, len(err)) == (2, [], 1)
    assert "no saved run" in err[0]
    assert "pytest benchmarks/ --benchmark-autosave" in err[0]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--format", "pdf"], ["--format", "'pdf'", "png,svg"]),
        (["--format", ""], ["--format", "png,svg"]),
        (["--oot", "x"], ["--oot", "--help"]),
        (["--out"], ["--out", "expected one argument"]),
        (["no_such_run.json"], ["no_such_run.json", "nothing of that name"]),
    ],
)
def test_usage_errors_are_one_line(argv: list[str], words: list[str]) -> None:
    """Exit 2, nothing on stdout, one line that names what was wrong and what would be right."""
    code, out, err = said(*argv)
    assert (code, out, len(err)) == (2, [], 1)
    assert [word for word in words if word not in err[0]] == []


def test_a_folder_that_can_not_be_written_is_one_line(tmp_path: Path) -> None:
    """Where a file is in the way of the folder, the line names it and the remedy."""
    (tmp_path / "taken").write_text("")
    code, out, err = said(saved_run(tmp_path), "--out", tmp_path / "taken")
    assert (code, out, len(err)) == (2, [], 1)
    assert str(tmp_path / "taken") in err[0]
    assert "--out DIR" in err[0]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    """Missing permission is told like any other reason."""
    run = saved_run(tmp_path)
    (tmp_path / "locked").mkdir(mode=0o500)
    code, _, err = said(run, "--out", tmp_path / "locked" / "report")
    assert (code, len(err)) == (2, 1)


def test_an_unreadable_file_is_one_line(tmp_path: Path) -> None:
    """A file that is none (here a link to nowhere) is told, not raised."""
    link = tmp_path / "run.json"
    link.symlink_to(tmp_path / "nowhere")
    code, _, err = said(tmp_path, "--out", tmp_path / "report")
    assert (code, len(err)) == (2, 1)
    assert str(link) in err[0]


def test_nothing_heavy_is_loaded_before_there_is_something_to_draw() -> None:
    """Importing the command, and a usage error, load no pandas, matplotlib, numpy or jinja2."""
    program = (
        "import sys, io; from lightwork.commands.report import main;"
        "main(['--format', 'pdf'], io.StringIO(), io.StringIO());"
        f"print(sorted(set({HEAVY}) & set(sys.modules)))"
    )
    assert python("-c", program).stdout.strip() == "[]"


def test_the_script_works_as_typed_from_anywhere(tmp_path: Path) -> None:
    """``python reports/plot.py`` needs no installed package and no current folder."""
    run = saved_run(tmp_path)
    done = python(ROOT / "reports" / "plot.py", run.name, "--out", "report", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("report/index.html")
    assert (tmp_path / "report" / "index.html").exists()


def test_help_names_every_option() -> None:
    """--help is exit 0 and says what RUN is and where things go."""
    done = python(ROOT / "reports" / "plot.py", "--help")
    assert done.returncode == 0
    for word in (
        "RUN",
        "--out",
        "--format",
        "--strict",
        "--baseline",
        "--each",
        "reports/out/<run>/",
    ):
        assert word in done.stdout


def test_a_terminal_without_the_letters_is_no_traceback(tmp_path: Path) -> None:
    """On an ASCII terminal × becomes ?, and the exit code stays 0."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "reports" / "plot.py"), str(saved_run(tmp_path)), "--out",
         str(tmp_path / "report"), "--format", "svg"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"1.8" in done.stdout


def test_the_default_folder_is_named_after_the_run(tmp_path: Path) -> None:
    """Without --out the report goes to reports/out/<run>/ of the checkout."""
    copy = tmp_path / "checkout"
    for package in ("reports", "lightwork", "workloads"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("out", "__pycache__")
        )
    saved_run(copy / ".benchmarks" / "Linux", "0001_abc.json")
    done = python("reports/plot.py", "--format", "svg", cwd=copy)
    assert done.returncode == 0, done.stderr
    assert (copy / "reports" / "out" / "0001_abc" / "index.html").exists()
    assert "reports/out/0001_abc/index.html" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
def test_who_reads_only_the_beginning_gets_no_traceback(tmp_path: Path) -> None:
    """As ``plot.py | head`` does; the page is there all the same."""
    page = tmp_path / "out" / "index.html"
    command = ["reports/plot.py", saved_run(tmp_path), "--out", page.parent, "--format", "svg"]
    reads, writes = os.pipe()
    os.close(reads)  # before anything is written: the first line breaks the pipe
    with os.fdopen(writes, "w") as nobody:
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=ROOT, stdout=nobody, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert page.is_file()
