"""The data of a chart as the cells of its table.

Cells of tables that can be sorted: a text, and what it is sorted by if that is not the text.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts.parts.marks import Mark
from lightwork.reporting.drawing.draw import DrawnChart

#: What the page's script can sort as it stands: a number, maybe with a unit that it knows.
SORTABLE_AS_IT_IS = re.compile(
    r"-?\d[\d,]*(?:\.\d+)?(?:[×%]| ?%| (?:[nµm]?s|[kKMG]?i?B)(?:/s)?)?(?:$|[ ;\[])"
)


class TableCell(NamedTuple):
    """A text, and the number that it is sorted by; "" if it can be sorted as it is."""

    text: str
    sort_key: str = ""


def cell(text: str, number: float = math.nan) -> TableCell:
    """The cell of a text that says ``number`` (NaN: none), in base units."""
    return TableCell(
        text, "" if math.isnan(number) or SORTABLE_AS_IT_IS.match(text) else f"{number:.4g}"
    )


def cell_of(estimate: Estimate | None, words: Callable[[Estimate], str]) -> TableCell:
    """The cell of an estimate in words; an empty one of none."""
    return cell(words(estimate), estimate.value) if estimate else TableCell("")


#: Fields of `Mark` that have a number to sort by.
NUMBER_OF = {"at": "place", "value": "number"}


class DataRow(NamedTuple):
    """``series`` are the tokens that it belongs to."""

    series: str
    cells: tuple[TableCell, ...]


class DataTable(NamedTuple):
    """Headings and rows; the rows are in the order of the marks' numbers."""

    headings: tuple[str, ...]
    rows: tuple[DataRow, ...]


def table_of(chart: DrawnChart) -> DataTable:
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
    return DataTable(tuple(heading for _, heading in used), tuple(rows))


def _cells(row: Mark, fields: list[str]) -> Iterator[TableCell]:
    for field in fields:
        text = getattr(row, field)
        yield cell(text, getattr(row, NUMBER_OF[field])) if field in NUMBER_OF else TableCell(text)
