"""Rows of machines on a logarithmic axis: what belongs to a machine can be hidden with it."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts.parts.marks import Mark, mark, tag_series
from lightwork.reporting.charts.parts.style import FAINT, GRID, INK, WHITE
from lightwork.reporting.machines.charts._style import MachineStyle

#: Height of a row in inches.
MACHINE_ROW_HEIGHT = 0.2
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


class Dot(NamedTuple):
    """One figure of a row."""

    estimate: Estimate
    style: MachineStyle
    mark: Mark
    filled: bool = True


class MachineRow(NamedTuple):
    """A line of the plot; without dots it is the heading of those that follow."""

    label: str
    dots: tuple[Dot, ...] = ()
    note: str = ""
    style: MachineStyle | None = None  # of the machine whose row this is; None: several share it
    joined: bool = False


def draw_machine_rows(axes: Axes, rows: Sequence[MachineRow], apart: float = 0.0) -> None:
    """Draw from top to bottom; the dots of a row lie ``apart`` rows, all together.

    The scale of the x axis must be set.
    """
    for y, row in enumerate(rows):
        tokens = (row.style.token,) if row.style else ()
        if row.dots:
            axes.axhline(y, color=GRID, linewidth=0.6, zorder=0)
        if row.joined:
            values = [dot.estimate.value for dot in row.dots]
            (line,) = axes.plot([min(values), max(values)], [y, y], color=FAINT, linewidth=1)
            tag_series(tokens, line)
        for i, dot in enumerate(row.dots):
            _draw_dot(axes, y + apart * (i / max(1, len(row.dots) - 1) - 0.5) * bool(apart), dot)
        _write(axes, y, row, tokens)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.4, -0.6)


def _write(axes: Axes, y: float, row: MachineRow, tokens: tuple[str, ...]) -> None:
    """The row's name at the left and its note at the right."""
    if not row.dots:  # a heading begins at the left of the picture, as it may be long
        axes.annotate(row.label, (9, y), xycoords=("figure points", "data"), va="center",
                      size=8.5, weight="bold", color=INK, annotation_clip=False)  # fmt: skip
        return
    for text, at, shift, side in ((row.label, 0, -6, "right"), (row.note, 1, 6, "left")):
        written = axes.annotate(
            text, (at, y), (shift, 0), xycoords=("axes fraction", "data"), size=7.5,
            textcoords="offset points", ha=side, va="center",
            color=INK if side == "right" else FAINT,
        )  # fmt: skip
        tag_series(tokens, written)


def _draw_dot(axes: Axes, y: float, dot: Dot) -> None:
    estimate, look = dot.estimate, dot.style
    if estimate.bounded:
        (bar,) = axes.plot([estimate.low, estimate.high], [y, y], color=look.colour, linewidth=2.2,
                           alpha=0.45, solid_capstyle="butt", zorder=2)  # fmt: skip
        tag_series(look.token, bar)
    (point,) = axes.plot(
        estimate.value, y, look.marker, color=look.colour, markersize=4.6 if dot.filled else 7.5,
        zorder=3, markerfacecolor=look.colour if dot.filled else WHITE, markeredgewidth=1.1,
        clip_on=False,
    )  # fmt: skip
    tag_series(look.token, point)
    mark(axes, estimate.value, y, dot.mark)


def ratio_axis(axes: Axes, estimates: Sequence[Estimate], baseline: str) -> None:
    """A logarithmic x axis of ratios, with a line at 1: the baseline's."""
    values = [1.0] + [
        value for e in estimates
        for value in (e.value, *((e.low, e.high) if e.bounded else ())) if value > 0
    ]  # fmt: skip
    log_axis(axes, min(values), max(values))
    axes.axvline(1, color=FAINT, linewidth=1.1, zorder=1)
    axes.set_xlabel(f"← less than {baseline} · more →", labelpad=2)


def log_axis(
    axes: Axes, lowest: float, highest: float, words: Callable[[float], str] = "{:g}×".format
) -> None:
    """A logarithmic x axis with room for these values; ``words`` says one of them."""
    low, high = lowest / MACHINE_AXIS_ROOM, highest * MACHINE_AXIS_ROOM
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(FixedLocator(log_ticks(low, high)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words(x)))


def log_ticks(low: float, high: float) -> list[float]:
    """Ticks between ``low`` and ``high`` that don't touch."""
    digits = next(digits for most, digits in MACHINE_TICKS if high / low < most)
    step = 1 + int(math.log10(high / low)) // MOST_DECADES
    return [
        digit * 10.0**power
        for power in range(-12, 13)
        if power % step == 0
        for digit in digits
        if low <= digit * 10.0**power <= high
    ]


def add_filling_key(axes: Axes, hollow: str, filled: str) -> None:
    """What hollow and filled markers mean, above the rows."""
    handles = [
        Line2D([], [], color=FAINT, marker="o", linestyle="", markersize=5, label=name,
               markerfacecolor=FAINT if full else WHITE)
        for name, full in ((hollow, False), (filled, True))
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False,
        borderpad=0, handletextpad=0.2, columnspacing=1.2, fontsize=7.5,
    )  # fmt: skip
