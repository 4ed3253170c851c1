"""Mechanisms' costs as lines on a logarithmic axis; hollow where a cost is not above 0."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.candidate import api_name
from lightwork.reporting.charts.parts.cost_axes import clipped, in_sight, log_axis
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.panels import panels
from lightwork.reporting.charts.parts.series import Series
from lightwork.reporting.charts.parts.style import WHITE, width_of
from lightwork.reporting.charts.parts.worker_axis import tick_counts
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import is_above_zero


def cost_line_panel(
    shown: Sequence[CaseResult],
    finding: str,
    footnote: str,
    *,
    height: float,
    limits: tuple[float, float],
    counts: Sequence[int],
    names: tuple[str, str],
    left: Sequence[tuple[float, str]] = (),
    most: float = math.inf,
) -> tuple[Figure, Axes, float]:
    """A panel for the costs of ``shown`` against ``counts``, both logarithmic; its lower end, too.

    ``names`` are of the axes, ``left`` are places left of all counts; ``most`` is in sight.
    """
    figure, (axes,) = panels(
        1, finding, footnote, columns=1, size=(5.2, height), left=0.9,
        right=0.4 + width_of(api_name(one.case.strategy) for one in shown), above=0.2, below=0.6,
    )  # fmt: skip
    low, high = in_sight([one.cost for one in shown])
    lowest = log_axis(axes.yaxis, min(low, most), high)
    ticks = tick_counts(list(counts), logarithmic=True) if counts else []
    at = [*left, *((tick, f"{tick:.0f}") for tick in ticks)]
    axes.set_xscale("log", base=2)
    axes.set_xlim(*limits)
    axes.set_xticks([place for place, _ in at], [name for _, name in at])
    axes.set_xticks([], minor=True)
    axes.grid(axis="y", which="both", linewidth=0.5)
    axes.set_xlabel(names[0], labelpad=1)
    axes.set_ylabel(names[1], labelpad=2)
    return figure, axes, lowest


def draw_costs(
    axes: Axes,
    panel: str,
    line: Sequence[CaseResult],
    counts: Sequence[int],
    series: Series,
    lowest: float,
    xs: Sequence[float] = (),
) -> EndLabel:
    """Draw the cases of one mechanism at ``xs``, else at their counts; label the end."""
    seen = [clipped(one.cost, lowest) for one in line]
    xs = xs or [float(count) for count in counts]
    reads = [series.read(panel, count, one.cost) for one, count in zip(line, counts, strict=True)]
    series.line(axes, xs, seen, reads, marker="", linewidth=1.2, elinewidth=1, zorder=3)
    for x, one, estimate in zip(xs, line, seen, strict=True):
        drawn = axes.plot(
            x, estimate.value, series.marker, color=series.colour, markersize=5, zorder=4,
            markerfacecolor=series.colour if is_above_zero(one.cost) else WHITE,
        )  # fmt: skip
        series.tag(*drawn)
    return series.label(xs[-1], seen[-1].value)
