"""A dot plot: a row per case, a mark per number, its interval as a bar, a note at the right."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts.parts.marks import Mark, mark, tag_series
from lightwork.reporting.charts.parts.style import FAINT, GRID, WHITE, shortened

#: Height of a row in inches.
ROW_HEIGHT = 0.2


class RowPoint(NamedTuple):
    """One number of a row."""

    estimate: Estimate
    colour: str
    marker: str = "o"
    filled: bool = True
    mark: Mark | None = None  # what can be read there


class PlotRow(NamedTuple):
    """A line of the plot; without marks and a note it is the heading of those that follow."""

    label: str
    points: tuple[RowPoint, ...] = ()
    note: str = ""
    dots: tuple[float, ...] = ()

    @property
    def is_heading(self) -> bool:
        return not self.points and not self.note

    @property
    def tokens(self) -> tuple[str, ...]:
        """The series that the row belongs to, if all of it belongs to the same."""
        tokens = {point.mark.tokens for point in self.points if point.mark}
        return tokens.pop() if len(tokens) == 1 else ()


def draw_rows(
    axes: Axes, rows: Sequence[PlotRow], *, joined: bool = False, bars: bool = False
) -> None:
    """Draw ``rows`` from top to bottom; ``joined`` links the marks of a row.

    ``bars`` reach from 0 to its first.
    """
    for y, row in enumerate(rows):
        if not row.is_heading:
            _draw_row(axes, y, row, joined, bars)
    axes.set_yticks(range(len(rows)), [shortened(row.label, 34) for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if row.is_heading else "normal")
        label.set_fontsize(8 if row.is_heading else 7.5)
        tag_series(row.tokens, label)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.4, -0.6)


def _draw_row(axes: Axes, y: float, row: PlotRow, joined: bool, bars: bool) -> None:
    drawn: list[Artist] = [axes.axhline(y, color=GRID, linewidth=0.6)]
    if joined:
        values = [point.estimate.value for point in row.points]
        drawn += axes.plot([min(values), max(values)], [y, y], color=FAINT, linewidth=1)
    if bars:
        first = row.points[0]
        drawn += axes.barh(y, first.estimate.value, 0.62, color=first.colour, alpha=0.5)
    if row.dots:
        drawn += axes.plot(
            row.dots, [y] * len(row.dots), ".", color=row.points[0].colour, alpha=0.35,
            markersize=4, markeredgewidth=0,
        )  # fmt: skip
    for point in row.points:
        drawn += _draw_point(axes, y, point)
    note = axes.annotate(
        row.note, (1, y), (6, 0), xycoords=("axes fraction", "data"), size=7.5, color=FAINT,
        textcoords="offset points", va="center",
    )  # fmt: skip
    for artist in (*drawn, note):
        artist.set_zorder(2.1 + y / 1000)  # all of a row together: its group in the SVG is one
        # Markers may stand half outside; an interval ends where the axes do.
        artist.set_clip_on(isinstance(artist, Line2D) and artist.get_marker() in ("None", "", "."))
    tag_series(row.tokens, *drawn, note)


def _draw_point(axes: Axes, y: float, point: RowPoint) -> list[Line2D]:
    estimate = point.estimate
    drawn = []
    if estimate.bounded:
        drawn += axes.plot([estimate.low, estimate.high], [y, y], color=point.colour, linewidth=2.4,
                           alpha=0.45, solid_capstyle="butt")  # fmt: skip
    drawn += axes.plot(
        estimate.value, y, point.marker, color=point.colour, markersize=5,
        markerfacecolor=point.colour if point.filled else WHITE,
    )  # fmt: skip
    if point.mark is not None:
        tag_series(point.mark.tokens, *drawn)
        mark(axes, estimate.value, y, point.mark)
    return drawn


def add_key(
    axes: Axes, styles: Mapping[str, tuple[str, str, bool]], fontsize: float | None = None
) -> None:
    """What the marks mean, above the rows: name -> (colour, marker, filled)."""
    handles = [
        Line2D([], [], color=colour, marker=marker, linestyle="", markersize=5, label=name,
               markerfacecolor=colour if filled else WHITE)
        for name, (colour, marker, filled) in styles.items()
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(handles),
        handletextpad=0.2, fontsize=fontsize,
    )  # fmt: skip
