"""The command with several runs: what it compares, what it writes where, and its exit codes."""

import csv
from pathlib import Path

import pytest

from tests.commands.test_report import python, said
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_runs
from tests.fixtures.made_up.runs import save

PAIR = (MadeUpMachine("host a"), MadeUpMachine("host b", 8, 0.2))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with a run each of two machines."""
    for machine in PAIR:
        (run,) = made_up_runs(machine, workloads=("fib", "sleep"), strategies=("pool",))
        save(run, tmp_path / "runs" / machine.label)
    return tmp_path / "runs"


def test_several_runs_are_compared(runs: Path, tmp_path: Path) -> None:
    """Tables and summary in one folder, the verdict and where they are in print, and that --each
    gives a report of each."""
    code, out, err = said(runs, "--out", tmp_path / "out", "--format", "svg")
    assert (code, err) == (0, [])
    assert out[0] == "lightwork on 2 machines"
    assert {"comparison.csv", "summary.md"} <= {p.name for p in (tmp_path / "out").iterdir()}
    assert not (tmp_path / "out" / "0001_made_up").exists()
    assert any(str(tmp_path / "out") in line for line in out)
    assert "--each" in out[-1]
    assert len(out) <= 55


def test_each_reports_every_run_besides(runs: Path, tmp_path: Path) -> None:
    """Runs of the same file name don't overwrite each other."""
    code, out, _ = said(runs, "--out", tmp_path / "out", "--format", "svg", "--each")
    assert code == 0
    for name in ("0001_made_up", "0001_made_up-2"):
        assert (tmp_path / "out" / name / "index.html").exists()
    assert {"lightwork on host a", "lightwork on host b"} <= set(out)
    assert (tmp_path / "out" / "comparison.csv").exists()


def test_the_baseline_is_chosen_by_name(runs: Path, tmp_path: Path) -> None:
    """By label, id or place; seconds are over its, so that its own ratio is none."""
    for named in ("host b", "m-host-b", "machine:1"):
        code, out, _ = said(runs, "--out", tmp_path / "out", "--baseline", named)
        assert code == 0
        assert "WHICH FOR WHICH WORK (baseline: host b)" in out
    rows = list(csv.DictReader((tmp_path / "out" / "comparison.csv").open()))
    assert {row["ratio_to_baseline"] for row in rows if row["series"] == "host b"} == {""}
    assert any(row["ratio_to_baseline"] for row in rows if row["series"] == "host a")


def test_an_unknown_baseline_is_a_usage_error(runs: Path, tmp_path: Path) -> None:
    """One line that lists what there is; nothing is written."""
    code, out, err = said(runs, "--out", tmp_path / "out", "--baseline", "host c")
    assert (code, out, len(err)) == (2, [], 1)
    assert [
        word for word in ("'host c'", "'host a'", "'host b'", "machine:1") if word not in err[0]
    ] == []
    assert not (tmp_path / "out").exists()


def test_one_run_has_no_baseline(runs: Path, tmp_path: Path) -> None:
    """Asked of a single run it is a usage error, not a silent nothing."""
    file = runs / "host a"
    code, out, err = said(file, "--out", tmp_path / "out", "--baseline", "host a")
    assert (code, out, len(err)) == (2, [], 1)
    assert "nothing to compare" in err[0]


def test_refused_files_are_a_line_each(runs: Path, tmp_path: Path) -> None:
    """The rest is compared; --strict makes the exit code say so."""
    for name in ("x.json", "y.json"):
        (runs / name).write_text("{")
    code, out, err = said(runs, "--out", tmp_path / "out")
    assert (code, out[0], len(err)) == (0, "lightwork on 2 machines", 2)
    assert all(line.startswith("left out: ") for line in err)
    assert said(runs, "--out", tmp_path / "out", "--strict")[0] == 2


def test_nothing_readable_is_one_error(tmp_path: Path) -> None:
    """Exit 2, with the reason for each file."""
    for name in ("x.json", "y.json"):
        (tmp_path / name).write_text("{")
    code, out, err = said(tmp_path, "--out", tmp_path / "out")
    assert (code, out) == (2, [])
    assert err[-1].startswith("error: ")


def test_one_run_given_twice_is_one_run(runs: Path, tmp_path: Path) -> None:
    """A copy makes no comparison: the run is reported as if given once."""
    file = next((runs / "host a").iterdir())
    copy = tmp_path / "copy.json"
    copy.write_bytes(file.read_bytes())
    code, out, _ = said(file, copy, "--out", tmp_path / "out", "--format", "svg")
    assert (code, out[0]) == (0, "lightwork on host a")
    assert (tmp_path / "out" / "index.html").exists()


def test_a_folder_that_can_not_be_written_is_one_line(runs: Path, tmp_path: Path) -> None:
    """As with a single run."""
    (tmp_path / "taken").write_text("")
    code, out, err = said(runs, "--out", tmp_path / "taken")
    assert (code, out, len(err)) == (2, [], 1)
    assert "--out DIR" in err[0]


def test_reading_many_loads_nothing_that_draws(runs: Path) -> None:
    """Digests and comparison need numbers alone: pandas and matplotlib are for reports of a run."""
    program = (
        "import sys; from pathlib import Path;"
        "from lightwork.reporting.machines.digest.collect import collect;"
        "from lightwork.reporting.machines.compare import compare;"
        f"compare(collect(sorted(Path({str(runs)!r}).rglob('*.json'))).digests);"
        "print(sorted({'pandas', 'matplotlib', 'jinja2'} & set(sys.modules)))"
    )
    assert python("-c", program).stdout.strip() == "[]"
