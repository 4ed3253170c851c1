"""Cells of tables that can be sorted, and the data of a chart as such a table."""

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from lightwork.core.intervals import Estimate
from lightwork.reporting.drawing.draw import DrawnChart

#: What the page's script can sort as it stands: a number, maybe with a unit that it knows.
SORTABLE_AS_IT_IS = re.compile(
    r"-?\d[\d,]*(?:\.\d+)?(?:[×%]| ?%| (?:[nµm]?s|[kKMG]?i?B)(?:/s)?)?(?:$|[ ;\[])"
)
#: Fields of `Mark` that have a number to sort by.
NUMBER_OF = {"at": "place", "value": "number"}


class TableCell(NamedTuple):
    """A text, and the number that it is sorted by; "" if it can be sorted as it is."""

    text: str
    sort_key: str = ""


def cell(text: str, number: float = math.nan) -> TableCell:
    """The cell of a text that says ``number`` (NaN: none), in base units."""
    as_it_is = math.isnan(number) or SORTABLE_AS_IT_IS.match(text)
    return TableCell(text, "" if as_it_is else f"{number:.4g}")


def cell_of(estimate: Estimate | None, text: Callable[[Estimate], str]) -> TableCell:
    """The cell of an estimate as ``text`` says it; an empty one of none."""
    return cell(text(estimate), estimate.value) if estimate else TableCell("")


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
    used = {
        field: heading
        for field, heading in chart.columns._asdict().items()
        if heading and any(getattr(row, field) for row in chart.rows)
    }
    rows = []
    for row in chart.rows:
        numbers = [getattr(row, NUMBER_OF.get(field, ""), math.nan) for field in used]
        cells = map(cell, (getattr(row, field) for field in used), numbers)
        rows.append(DataRow(" ".join(row.tokens), tuple(cells)))
    return DataTable(tuple(used.values()), tuple(rows))
