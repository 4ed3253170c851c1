"""Tables as Parquet: the same as the CSV, with types; refused early without pyarrow."""

import importlib.util
import tomllib
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from lightwork.commands.report import main
from tests.fixtures.made_up.costs import with_costs
from tests.fixtures.made_up.runs import save
from tests.fixtures.places import ROOT

NAMES = ("table", "estimates")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run of two families of columns: with and without ceilings, costs, a void."""
    pytest.importorskip("pyarrow", reason="Parquet needs the extra `parquet`: pyarrow")
    run = with_costs(2, workloads=["fib", "sleep"], strategies=["threads", "pool"], rounds=7)
    run["benchmarks"][3]["extra_info"]["disturbed"][2] = True
    run["benchmarks"][4]["extra_info"]["void"] = "started by fork, not by 'spawn'"
    folder = tmp_path_factory.mktemp("tables")
    file = save(run, folder)
    argv = [str(file), "--out", str(folder), "--tables", "csv,parquet", "--format", "svg"]
    assert main(argv, StringIO(), StringIO()) == 0
    return folder


def assert_alike(folder: Path, name: str) -> None:
    """Both files of this table have the same rows, columns and values."""
    expected = pd.read_csv(folder / f"{name}.csv", dtype=object, keep_default_na=False)
    found = pd.read_parquet(folder / f"{name}.parquet")
    assert list(found.columns) == list(expected.columns)
    assert len(found) == len(expected) > 100
    for column in found:
        shown = ["" if pd.isna(value) else value for value in found[column]]
        told = [
            float(text) if text and isinstance(value, float) else text
            for text, value in zip(expected[column], shown, strict=True)
        ]
        assert [v if isinstance(v, float) else str(v) for v in shown] == told, column


@pytest.mark.extras
@pytest.mark.parametrize("name", NAMES)
def test_parquet_is_what_the_csv_is(report: Path, name: str) -> None:
    """Rows, their order, columns and every value agree; what is empty in one is in the other."""
    assert_alike(report, name)


@pytest.mark.extras
def test_numbers_are_numbers(report: Path) -> None:
    """Counts whole, though some cells are empty; yes and no a bool; words strings."""
    from pyarrow import parquet

    estimates = parquet.read_schema(report / "estimates.parquet")
    kinds = {name: str(estimates.field(name).type) for name in ("workers", "value", "high")}
    assert kinds == {"workers": "int64", "value": "double", "high": "double"}
    assert str(parquet.read_schema(report / "table.parquet").field("disturbed").type) == "bool"


@pytest.mark.extras
def test_parquet_alone_leaves_no_csv(tmp_path: Path) -> None:
    """What was asked for, and nothing else."""
    pytest.importorskip("pyarrow", reason="Parquet needs the extra `parquet`: pyarrow")
    run = with_costs(2, workloads=["fib"], strategies=["pool"], rounds=6)
    argv = [str(save(run, tmp_path)), "--out", str(tmp_path / "out"), "--format", "svg"]
    assert main([*argv, "--tables", "parquet"], StringIO(), StringIO()) == 0
    files = {file.name for file in (tmp_path / "out").iterdir()}
    assert {"table.parquet", "estimates.parquet"} <= files
    assert not {"table.csv", "estimates.csv"} & files


def test_without_pyarrow_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with the command that installs it, before the run (which isn't there) is missed."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pyarrow" else real(name)
    )
    err = StringIO()
    assert main(["nowhere.json", "--tables", "csv,parquet"], StringIO(), err) == 2
    (line,) = err.getvalue().splitlines()
    assert "parquet needs pyarrow" in line
    assert "-m pip install 'pyarrow>=17'" in line
    assert "nowhere" not in line


def test_the_install_command_is_the_extra() -> None:
    """What the line tells to install is what pyproject.toml calls the extra `parquet`."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert extras["optional-dependencies"]["parquet"] == ["pyarrow>=17"]


def test_another_sort_of_table_is_a_usage_error() -> None:
    """One line that names it and what there is."""
    err = StringIO()
    assert main(["--tables", "csv,xlsx"], StringIO(), err) == 2
    assert "got 'xlsx', expected any of csv,parquet" in err.getvalue()
