"""What the documents name is there."""

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
