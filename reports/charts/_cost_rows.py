"""Rows of costs on a logarithmic axis: a mark that is not told from 0 is hollow and at the edge."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from benchmarks.intervals import Estimate
from reports.charts._cost_axes import ROOM, clipped, in_sight, seconds_axis
from reports.charts._marks import Mark, strategy, told
from reports.charts._rows import Row, draw_rows
from reports.charts._style import GRID
from reports.costs import CostResult
from reports.wording import NOT_TOLD, seconds_between, told_from_zero

#: A nanosecond, a microsecond, a millisecond, a second: lines to count thousands by.
UNITS = (1e-9, 1e-6, 1e-3, 1.0)


def draw_cost_rows(axes: Axes, rows: Sequence[Row], *, joined: bool = False) -> None:
    """Draw rows of seconds from top to bottom; `Row.dots` are not drawn."""
    low, high = in_sight(point.estimate for row in rows for point in row.points)
    lowest = seconds_axis(axes.xaxis, low, high)
    draw_rows(axes, [_in_view(row, lowest) for row in rows], joined=joined)
    axes.grid(axis="x", which="both", color=GRID, linewidth=0.4)
    for unit in UNITS:
        if low / ROOM <= unit <= high * ROOM:
            axes.axvline(unit, color=GRID, linewidth=1.4, zorder=0)
    axes.tick_params(axis="x", which="both", length=2)


def told_cost(panel: str, name: str, at: str | int, one: CostResult, estimate: Estimate) -> Mark:
    """What can be read of a cost case called ``name``: ``estimate`` in seconds."""
    note = "" if told_from_zero(estimate) else NOT_TOLD
    tokens = (strategy(one.case.strategy),)
    return told(panel, name, at, estimate, seconds_between, note=note, tokens=tokens)


def _in_view(row: Row, lowest: float) -> Row:
    points = tuple(
        point._replace(
            estimate=clipped(point.estimate, lowest),
            filled=point.filled and told_from_zero(point.estimate),
        )
        for point in row.points
    )
    return row._replace(points=points, dots=())
