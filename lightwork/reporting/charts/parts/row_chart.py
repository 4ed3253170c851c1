"""Charts of rows as declarations: what was found, its rows, their axis, the words around them.

Charts of several panels are made by `row_panels`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Chart, Columns, chart_of
from lightwork.reporting.charts.parts.cost_axes import AXIS_ROOM, clipped, in_sight, log_axis
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow, add_key, draw_rows
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import FAINT, GRID
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import Chunked
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import is_above_zero, percent_between, times_between
from lightwork.reporting.verdict.settings import chunk_name

#: A nanosecond, a microsecond, a millisecond, a second: lines to count thousands by.
UNITS = (1e-9, 1e-6, 1e-3, 1.0)

_Found = TypeVar("_Found")
#: Sets the x axis for rows; gives them as they are to be drawn there.
XAxis = Callable[[Axes, Sequence[PlotRow]], Sequence[PlotRow]]
#: A setting: its heading, its own label, whether it is shown to be worse than the best, a note.
Tried = tuple[str, str, CaseResult, bool, str]


class PanelOfRows(NamedTuple):
    """Rows with their axis and what stands above them."""

    title: str
    about: str
    rows: Sequence[PlotRow]
    x: XAxis
    key: Mapping[str, tuple[str, str, bool]] | None = None  # as of `add_key`


def row_panels(
    shown: Sequence[PanelOfRows], finding: str, footnote: str, *, width: float, room: int = 0,
    columns: int = 2, joined: bool = False, bars: bool = False, **inches: float,
) -> Figure:  # fmt: skip
    """A figure of panels, each as high as its rows and ``room`` for more at their feet.

    ``columns`` and ``inches`` are as of `panels`, the rest is as of `draw_rows`.
    """
    figure, every = panels(
        len(shown), finding, footnote, columns=columns, size=(width, 0.0),
        heights=[ROW_HEIGHT * (len(panel.rows) + room) for panel in shown], **inches,
    )  # fmt: skip
    for axes, panel in zip(every, shown, strict=True):
        draw_rows(axes, panel.x(axes, panel.rows), joined=joined, bars=bars)
        axes.set_ylim(len(panel.rows) + room - 0.4, -0.6)
        panel_title(axes, panel.title, panel.about)
        if panel.key:
            add_key(axes, panel.key)
    return figure


def headed(rows: Iterable[tuple[str, PlotRow]]) -> list[PlotRow]:
    """Rows, each with its heading, which stands once above all of them."""
    groups: dict[str, list[PlotRow]] = {}
    for heading, row in rows:
        groups.setdefault(heading, [PlotRow(heading)]).append(row)
    return [row for group in groups.values() for row in group]


def row_chart(
    title: str, order: int, columns: Columns, *, found: Callable[[Analysis], _Found | None],
    lacks: str, finding: Callable[[Analysis, _Found], str],
    rows: Callable[[Analysis, _Found], Sequence[PlotRow]], x: XAxis = lambda _, rows: rows,
    footnote: str | Callable[[Analysis, _Found], str], width: float, stretch: float = 1.0,
    joined: bool = False, key: Mapping[str, tuple[str, str, bool]] | None = None,
    more: Callable[[Axes, Analysis, _Found], None] | None = None, **inches: Any,
) -> Chart[Analysis]:  # fmt: skip
    """A chart of one panel: ``rows`` of what was ``found``, on the axis ``x``.

    ``width`` and ``inches`` around the panel are as of `panels`; rows are ``stretch`` times as high
    as usual; the rest is as of `chart_of`, `draw_rows` and `add_key`. ``more`` draws what else
    there is.
    """

    def draw(analysis: Analysis, subject: _Found) -> Figure:
        made = rows(analysis, subject)
        note = footnote if isinstance(footnote, str) else footnote(analysis, subject)
        figure, (axes,) = panels(
            1, finding(analysis, subject), note, columns=1,
            size=(width, ROW_HEIGHT * stretch * len(made)), **inches,
        )  # fmt: skip
        draw_rows(axes, x(axes, made), joined=joined)
        if key:
            add_key(axes, key)
        if more:
            more(axes, analysis, subject)
        return figure

    return chart_of(title, order, found, lacks, finding, draw, columns)


def from_zero(label: str, line: float | None = None, *, grid: bool = False) -> XAxis:
    """A linear axis that holds all marks, with a ``line`` across all rows."""

    def shown(axes: Axes, rows: Sequence[PlotRow]) -> Sequence[PlotRow]:
        estimates = [point.estimate for row in rows for point in row.points]
        most = max([e.high if e.bounded else e.value for e in estimates], default=0.0)
        axes.set_xlim(0, 1.05 * max(most, line or 0.0, 1e-9))
        if line is not None:
            axes.axvline(line, color=FAINT, linewidth=0.8)
        if grid:
            axes.grid(axis="x", linewidth=0.5)
        axes.set_xlabel(label)
        return rows

    return shown


def cost_axis(axes: Axes, rows: Sequence[PlotRow]) -> Sequence[PlotRow]:
    """Seconds, logarithmic: a mark that is not above 0 is hollow and at the edge."""
    low, high = in_sight(point.estimate for row in rows for point in row.points)
    lowest = log_axis(axes.xaxis, low, high)
    axes.grid(axis="x", which="both", linewidth=0.4)
    for unit in UNITS:
        if low / AXIS_ROOM <= unit <= high * AXIS_ROOM:
            axes.axvline(unit, color=GRID, linewidth=1.4, zorder=0)
    axes.tick_params(axis="x", which="both", length=2)
    return [
        row._replace(points=tuple(
            point._replace(estimate=clipped(point.estimate, lowest),
                           filled=point.filled and is_above_zero(point.estimate))
            for point in row.points
        ))
        for row in rows
    ]  # fmt: skip


def tried_chart(
    title: str, order: int, columns: Columns, *, found: Callable[[Analysis], _Found | None],
    tried: Callable[[_Found], Sequence[Tried]],
    value: Callable[[CaseResult], Estimate] = lambda one: one.estimates["speedup"],
    text: Callable[[Estimate], str] = times_between, **more: Any,
) -> Chart[Analysis]:  # fmt: skip
    """Settings that were tried: ``value`` of each (speedup), and what it loses against the best."""

    def rows(_analysis: Analysis, subject: _Found) -> list[PlotRow]:
        series = series_of(one.case for _, _, one, _, _ in tried(subject))
        made = []
        for heading, label, one, worse, note in tried(subject):
            read = series[one.case.strategy]._replace(marker="o").point(
                heading, label, value(one), text, note=note,
                filled=not worse,
            )  # fmt: skip
            made.append((heading, PlotRow(label, (read,), note)))
        return headed(made)

    return row_chart(
        title, order, columns, found=found, rows=rows, width=4.6, left=2.5, right=2.4, above=0.25,
        x=from_zero("times the serial loop", 1.0, grid=True), **more,
    )  # fmt: skip


def tried_chunks(found: Sequence[Chunked], heading: Callable[[Chunked], str]) -> list[Tried]:
    """Each chunk size, and what it loses against the best where that is shown."""
    return [
        (heading(one), chunk_name(one, case), case, one.is_significantly_worse(case),
         _against_best(one, case))
        for one in found
        for case in one.cases
    ]  # fmt: skip


def _against_best(one: Chunked, case: CaseResult) -> str:
    if case is one.best:
        alone = all(one.is_significantly_worse(other) for other in one.cases if other is not case)
        return "best" if alone else "best, not measurably different from others"
    if not one.is_significantly_worse(case):
        return "not measurably different from the best"
    return f"loses {percent_between(one.loss(case))}"
