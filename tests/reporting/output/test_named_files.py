"""Files that page, summary and terminal name beside them are those that were written."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lightwork.commands.report import main
from lightwork.reporting.machines.comparison import MOST_LINES
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_runs
from tests.fixtures.made_up.runs import made_up_run, save

#: What a report may leave behind, as it is named in words or linked.
NAMED = re.compile(r"[\w./-]*\w\.(?:csv|parquet|md|html|svg|png)\b")
TABLES = ("csv", "parquet", "csv,parquet")


def one_run() -> list[dict[str, Any]]:
    """So many reasons that the summary is cut, and names where the whole is."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
    run["lightwork"]["skipped"] = [
        {"what": f"plug-in {number}", "reason": "line 3 could not be read " * 50}
        for number in range(100)
    ]
    return [run]


def machines(number: int, *, costs: bool) -> list[dict[str, Any]]:
    hosts = [MadeUpMachine(f"node {place}", 2) for place in range(number)]
    about: dict[str, Any] = {"workloads": ["fib"], "strategies": ["pool"], "rounds": 6}
    return [made_up_runs(host, costs=costs, **about)[0] for host in hosts]


RUNS = {
    "one run": one_run,
    "two machines, with costs": lambda: machines(2, costs=True),
    "a fleet": lambda: machines(MOST_LINES + 1, costs=False),
}


@pytest.mark.extras
@pytest.mark.parametrize("tables", TABLES)
@pytest.mark.parametrize("runs", RUNS)
def test_every_file_that_is_named_was_written(tmp_path: Path, runs: str, tables: str) -> None:
    """Whatever tables were asked for: nobody is sent to a file that is not there."""
    if "parquet" in tables:
        pytest.importorskip("pyarrow", reason="Parquet needs the extra `parquet`: pyarrow")
    for place, run in enumerate(RUNS[runs]()):
        save(run, tmp_path / "runs", f"{place}.json")
    out, printed = tmp_path / "out", StringIO()
    argv = [str(tmp_path / "runs"), "--out", str(out), "--tables", tables, "--format", "png"]
    assert main(argv, printed, StringIO()) == 0
    texts = [(out / name).read_text(encoding="utf-8") for name in ("index.html", "summary.md")]
    named = [set(NAMED.findall(text)) for text in (*texts, printed.getvalue())]
    assert any(name.endswith(tuple(tables.split(","))) for name in set().union(*named))
    for names in named:
        assert [name for name in names if not (out / name).exists()] == []
