"""The data of a chart as the cells of its table."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reports.charts._marks import Mark
from reports.drawing import Drawn

#: Fields of `Mark` that have a number to sort by.
NUMBER_OF = {"at": "place", "value": "number"}
LEADING = re.compile(r"-?\d+(?:\.\d+)?(?![\d,])(?! ?(?:[nµm]?s|[kKMG]i?B|B)\b)")


class Cell(NamedTuple):
    """A text, and what it is sorted by if the text does not begin with it."""

    text: str
    sort_key: str = ""


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
        number = getattr(row, NUMBER_OF[field]) if field in NUMBER_OF else None
        sorts = number is None or number != number or LEADING.match(text)
        yield Cell(text, "" if sorts else f"{number:.4g}")
