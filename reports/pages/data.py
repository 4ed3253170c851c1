"""The data of a chart as the cells of its table."""

from collections.abc import Iterator
from typing import NamedTuple

from reports.charts._marks import Mark
from reports.drawing import Drawn
from reports.pages.cells import Cell, cell

#: Fields of `Mark` that have a number to sort by.
NUMBER_OF = {"at": "place", "value": "number"}


class DataRow(NamedTuple):
    """``series`` are the tokens that it belongs to."""

    series: str
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """Headings and rows; the rows are in the order of the marks' numbers."""

    headings: tuple[str, ...]
    rows: tuple[DataRow, ...]


def table_of(chart: Drawn) -> Table:
    """The data of all pictures of a chart, without columns that have no name or say nothing."""
    used = [
        (field, heading)
        for field, heading in chart.columns._asdict().items()
        if heading and any(getattr(row, field) for row in chart.rows)
    ]
    rows = (
        DataRow(" ".join(row.tokens), tuple(_cells(row, [field for field, _ in used])))
        for row in chart.rows
    )
    return Table(tuple(heading for _, heading in used), tuple(rows))


def _cells(row: Mark, fields: list[str]) -> Iterator[Cell]:
    for field in fields:
        text = getattr(row, field)
        yield cell(text, getattr(row, NUMBER_OF[field])) if field in NUMBER_OF else Cell(text)
