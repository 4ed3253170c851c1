"""A mechanism's costs as a line on a logarithmic axis; hollow where a cost is not told from 0."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from reports.charts._cost_axes import clipped
from reports.charts._lines import draw_line
from reports.charts._marks import Mark, belongs, mark, strategy
from reports.charts._style import GRID, WHITE, Look
from reports.costs import CostResult
from reports.wording import told_from_zero


def count_axis(axes: Axes, limits: tuple[float, float], ticks: Sequence[tuple[float, str]]) -> None:
    """Counts along the bottom, logarithmic, with nothing but ``ticks``; lines across for costs."""
    axes.set_xscale("log", base=2)
    axes.set_xlim(*limits)
    axes.xaxis.set_major_locator(FixedLocator([at for at, _ in ticks]))
    axes.xaxis.set_major_formatter(FixedFormatter([words for _, words in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", which="both", color=GRID, linewidth=0.5)


def draw_costs(
    axes: Axes,
    line: Sequence[CostResult],
    xs: Sequence[float],
    marks: Sequence[Mark],
    look: Look,
    lowest: float,
) -> None:
    """Draw the cases of one mechanism at ``xs``; each can be read off as its mark says."""
    seen = [clipped(one.cost, lowest) for one in line]
    tokens = (strategy(line[0].case.strategy),)
    draw_line(axes, xs, seen, look.colour, tokens, linewidth=1.2, elinewidth=1, zorder=3)
    for x, one, estimate, read in zip(xs, line, seen, marks, strict=True):
        drawn = axes.plot(
            x, estimate.value, look.marker, color=look.colour, markersize=5, zorder=4,
            markerfacecolor=look.colour if told_from_zero(one.cost) else WHITE,
        )  # fmt: skip
        belongs(tokens, *drawn)
        mark(axes, x, estimate.value, read)
