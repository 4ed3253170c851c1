"""What the documents name is there."""

import ast
import re

import pytest

from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import plan_families
from lightwork.measuring.session.catalog import load_costs, load_strategies, load_workloads
from tests.fixtures.places import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
#: What the mission names, each to be found in the table's first column.
PARTS = (
    "cpu_count active_children Process start run is_alive join name pid Lock Value Array Pipe "
    "Manager().Value Manager().Array Manager().list Manager().dict Manager().Queue Manager().Lock "
    "Pool apply_async close waits file one core waiting all cores computing shared loses"
)


def rows() -> list[list[str]]:
    lines = [line for line in TUTORIAL.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return cells[2:]


@pytest.fixture(scope="module")
def planned() -> dict[str, list[str]]:
    """The names of the cases of a standard run on two cores, by family."""
    plan = plan_families(
        Choice("standard"),
        load_workloads(),
        load_strategies(),
        load_costs(),
        Cores(2, 2, 2, None, 2),
    )
    return {name: [case.id for case in own.cases] for name, own in plan.families.items()}


def test_every_part_of_the_mission_has_a_row() -> None:
    """Nothing is missing."""
    first_column = " ".join(row[0] for row in rows())
    words = re.split(r" (?!core)", PARTS)
    assert [word for word in words if word not in first_column] == []


@pytest.mark.parametrize("row", rows(), ids=[row[0] for row in rows()])
def test_a_row_names_a_planned_benchmark_and_a_test(
    row: list[str], planned: dict[str, list[str]]
) -> None:
    """A standard run has such cases, and the test file is there and speaks of it."""
    _, _, family, cases, test = row
    assert any(cases in name for name in planned[family]), f"no case of {family} has {cases}"
    assert (ROOT / test).is_file()


def test_the_table_of_tests_has_every_file_with_its_promise() -> None:
    """The promise is the first line of the file; files that are gone are not in the table."""
    text = (ROOT / "tests" / "README.md").read_text()
    promises = {
        str(path.relative_to(ROOT)): str(ast.get_docstring(ast.parse(path.read_text())))
        for path in (ROOT / "tests").rglob("test_*.py")
    }
    first_lines = {
        path: promise.splitlines()[0].replace("``", "`") for path, promise in promises.items()
    }
    assert dict(re.findall(r"^\| `(tests/\S+\.py)` \| (.*) \|$", text, re.MULTILINE)) == first_lines


def test_what_the_page_on_tests_names_is_there() -> None:
    """Fixtures and helpers, too."""
    text = (ROOT / "tests" / "README.md").read_text()
    assert [
        path for path in re.findall(r"tests/[\w/]+\.py", text) if not (ROOT / path).exists()
    ] == []
