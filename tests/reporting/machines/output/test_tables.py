"""The comparison as Parquet: what the CSV is, in the files that were asked for."""

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from lightwork.commands.report import main
from lightwork.reporting.machines.output.files import COMPARISON_COLUMNS, save_tables
from lightwork.reporting.machines.text.build import build_text
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_comparison, made_up_runs
from tests.fixtures.made_up.runs import save
from tests.reporting.output.test_table_files import assert_alike

PAIR = (MadeUpMachine("host a", 4), MadeUpMachine("host b", 4, gil=False, version="3.14.0"))


@pytest.mark.extras
def test_the_comparison_is_the_same_as_csv_and_as_parquet(tmp_path: Path) -> None:
    """The same rows, columns and values, and numbers are numbers."""
    pytest.importorskip("pyarrow", reason="Parquet needs the extra `parquet`: pyarrow")
    found = made_up_comparison(machines=PAIR, workloads=("fib",), strategies=("pool",), costs=True)
    save_tables(found, build_text(found), tmp_path, ("csv", "parquet"))
    assert_alike(tmp_path, "comparison")
    columns = pd.read_parquet(tmp_path / "comparison.parquet")
    assert list(columns) == list(COMPARISON_COLUMNS)
    assert columns["gil"].dtype == bool


@pytest.mark.extras
def test_the_command_writes_what_was_asked_for(tmp_path: Path) -> None:
    """Parquet alone: no CSV."""
    pytest.importorskip("pyarrow", reason="Parquet needs the extra `parquet`: pyarrow")
    files = [
        str(save(run, tmp_path, f"{machine.label}.json"))
        for machine in PAIR
        for run in made_up_runs(machine, workloads=("fib",), strategies=("pool",))
    ]
    out = tmp_path / "out"
    argv = [*files, "--out", str(out), "--tables", "parquet", "--format", "svg"]
    assert main(argv, StringIO(), StringIO()) == 0
    assert (out / "comparison.parquet").exists()
    assert not (out / "comparison.csv").exists()
