"""Panels of rows on a logarithmic axis: what belongs to a machine can be hidden with it."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow, RowPoint
from lightwork.reporting.charts.parts.marks import mark, tag_series
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import FAINT, GRID, INK, WHITE

#: Room left and right of the values, as a factor.
MACHINE_AXIS_ROOM = 1.2
#: Digits at which a decade has ticks, by how many times the axis' start its end is.
MACHINE_TICKS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (2, (1, 1.1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)),
    (6, (1, 1.5, 2, 3, 5, 7)),
    (30, (1, 2, 5)),
    (300, (1, 3)),
    (math.inf, (1,)),
)
#: More decades than this have a tick at every second or third power of ten.
MOST_DECADES = 5


class RowPanel(NamedTuple):
    """The rows of a panel, and what sets their axis."""

    rows: Sequence[PlotRow]
    axis: Callable[[Axes, Sequence[PlotRow]], None]
    titles: tuple[str, str] | None = None  # what it is called, and more about it


def draw_row_panels(
    shown: Sequence[RowPanel], finding: str, footnote: str, *, width: float,
    row_height: float = ROW_HEIGHT, room: float = 0.6, columns: int = 2, apart: float = 0.0,
    joined: bool = False, shared: bool = False, **around: float,
) -> tuple[Figure, list[Axes]]:  # fmt: skip
    """A figure of panels ``width`` inches wide, as high as their rows and ``room`` more.

    ``around`` is as of `panels`, the rest as of `draw_machine_rows`.
    """
    figure, every = panels(
        len(shown), finding, footnote, columns=columns, size=(width, 0.0),
        heights=[row_height * (len(panel.rows) + room) for panel in shown], **around,
    )  # fmt: skip
    for axes, panel in zip(every, shown, strict=True):
        panel.axis(axes, panel.rows)
        draw_machine_rows(axes, panel.rows, apart=apart, joined=joined, shared=shared)
        if panel.titles:
            panel_title(axes, *panel.titles)
    return figure, every


def draw_machine_rows(
    axes: Axes, rows: Sequence[PlotRow], *, apart: float, joined: bool, shared: bool
) -> None:
    """Draw from top to bottom; the points of a row lie ``apart`` rows, all together.

    ``joined`` links them; ``shared`` rows are of all machines, whichever have a point there. The
    scale of the x axis must be set.
    """
    for y, row in enumerate(rows):
        tokens = () if shared else row.tokens
        if row.points:
            axes.axhline(y, color=GRID, linewidth=0.6, zorder=0)
        if row.points and joined:
            values = [point.estimate.value for point in row.points]
            (line,) = axes.plot([min(values), max(values)], [y, y], color=FAINT, linewidth=1)
            tag_series(tokens, line)
        for i, point in enumerate(row.points):
            aside = apart * (i / max(1, len(row.points) - 1) - 0.5) * bool(apart)
            _draw_point(axes, y + aside, point)
        _write(axes, y, row, tokens)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.4, -0.6)


def _write(axes: Axes, y: float, row: PlotRow, tokens: tuple[str, ...]) -> None:
    """The row's name at the left and its note at the right."""
    if not row.points:  # a heading begins at the left of the picture, as it may be long
        axes.annotate(row.label, (9, y), xycoords=("figure points", "data"), va="center",
                      size=8.5, weight="bold", color=INK, annotation_clip=False)  # fmt: skip
        return
    for text, at, shift, side, colour in (
        (row.label, 0, -6, "right", INK), (row.note, 1, 6, "left", FAINT)
    ):  # fmt: skip
        written = axes.annotate(
            text, (at, y), (shift, 0), xycoords=("axes fraction", "data"), size=7.5, color=colour,
            textcoords="offset points", ha=side, va="center",
        )  # fmt: skip
        tag_series(tokens, written)


def _draw_point(axes: Axes, y: float, point: RowPoint) -> None:
    assert point.mark is not None
    estimate, tokens = point.estimate, point.mark.tokens
    if estimate.bounded:
        (bar,) = axes.plot([estimate.low, estimate.high], [y, y], color=point.colour, linewidth=2.2,
                           alpha=0.45, solid_capstyle="butt", zorder=2)  # fmt: skip
        tag_series(tokens, bar)
    (dot,) = axes.plot(
        estimate.value, y, point.marker, color=point.colour, zorder=3, clip_on=False,
        markersize=4.6 if point.filled else 7.5, markeredgewidth=1.1,
        markerfacecolor=point.colour if point.filled else WHITE,
    )  # fmt: skip
    tag_series(tokens, dot)
    mark(axes, estimate.value, y, point.mark)


def row_values(rows: Iterable[PlotRow]) -> list[float]:
    """All figures and bounds that a logarithmic axis can show; missing bounds are NaN."""
    return [
        value for row in rows for point in row.points for value in point.estimate[:3] if value > 0
    ]


def ratio_axis(baseline: str) -> Callable[[Axes, Sequence[PlotRow]], None]:
    """A logarithmic x axis of ratios, with a line at 1: the baseline's."""

    def axis(axes: Axes, rows: Sequence[PlotRow]) -> None:
        machine_log_axis(axes, [1.0, *row_values(rows)])
        axes.axvline(1, color=FAINT, linewidth=1.1, zorder=1)
        axes.set_xlabel(f"← less than {baseline} · more →", labelpad=2)

    return axis


def machine_log_axis(
    axes: Axes, values: Sequence[float], text: Callable[[float], str] = "{:g}×".format
) -> None:
    """A logarithmic x axis with room for these values; ``text`` says one of them."""
    low, high = min(values) / MACHINE_AXIS_ROOM, max(values) * MACHINE_AXIS_ROOM
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(FixedLocator(log_ticks(low, high)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: text(x)))


def log_ticks(low: float, high: float) -> list[float]:
    """Ticks between ``low`` and ``high`` that don't touch."""
    digits = next(digits for most, digits in MACHINE_TICKS if high / low < most)
    step = 1 + int(math.log10(high / low)) // MOST_DECADES
    places = (digit * 10.0**power for power in range(-12, 13) if power % step == 0
              for digit in digits)  # fmt: skip
    return [place for place in places if low <= place <= high]
