"""Rows of settings that were tried: the speedup of each, and what it loses against the best."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from reports.charts._marks import strategy, told
from reports.charts._panels import panels
from reports.charts._rows import ROW, Point, Row, draw_rows, keep_in_view
from reports.charts._style import FAINT, GRID, looks
from reports.costs import CostResult
from reports.wording import times_between


class Tried(NamedTuple):
    """One setting under its heading; ``worse``: told to be slower than the best."""

    heading: str
    label: str
    result: CostResult
    worse: bool
    note: str


def draw_tried(settings: Sequence[Tried], finding: str, footnote: str) -> Figure:
    """A row for each setting, below its heading; a line at the plain loop."""
    look_of = looks(one.result.case for one in settings)
    rows: list[Row] = []
    for one in settings:
        if Row(one.heading) not in rows:
            rows.append(Row(one.heading))
        name = one.result.case.strategy
        speedup = one.result.estimates["speedup"]
        read = told(
            one.heading, name, one.label, speedup, times_between, note=one.note,
            tokens=(strategy(name),),
        )  # fmt: skip
        point = Point(speedup, look_of[name].colour, filled=not one.worse, told=read)
        rows.append(Row(one.label, (point,), one.note))
    figure, (axes,) = panels(
        1, finding, footnote, columns=1, size=(4.6, ROW * len(rows)), left=2.5, right=2.4,
        above=0.25,
    )  # fmt: skip
    keep_in_view(axes, rows, 1.0)
    axes.axvline(1.0, color=FAINT, linewidth=0.8)
    axes.grid(axis="x", color=GRID, linewidth=0.5)
    draw_rows(axes, rows)
    axes.set_xlabel("times the plain loop")
    return figure
