"""A fleet: how the machines of each model are distributed. Aggregated, never overplotted."""

from collections.abc import Sequence
from random import Random

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.marks import mark, mark_of_estimate
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import BLUE, FAINT, GRID, INK
from lightwork.reporting.machines.charts._rows import machine_log_axis
from lightwork.reporting.machines.charts._style import inches, readable
from lightwork.reporting.machines.comparison import MOST_LINES, Comparison
from lightwork.reporting.machines.hosts.models import (
    Quantity,
    Spread,
    drawn_models,
    quantities,
    spreads,
)
from lightwork.reporting.text.figures import count, number_text, times, times_between

FLEET_ROW_HEIGHT = 0.24  # inches
#: Up to so many machines of a model each is a dot; up to so many in all, as a page must stay light.
MOST_DOTS_OF_MODEL, MOST_DOTS_IN_ALL = 36, 1500
#: How far dots stray from their row, in rows.
JITTER = 0.26
FOOTNOTE = (
    "A row per machine model (processor and usable cores). Thick: the middle half of its machines; "
    "thin: from the 5th to the 95th percentile; mark: the median machine; dots: machines, where "
    "they are few. Geometric means over the workloads of a kind, which are compared with a "
    "baseline measured at another moment: the spread holds the noise of both. Logarithmic axes."
)


def lacks(comparison: Comparison) -> str | None:
    if not comparison.is_fleet:
        return f"Up to {MOST_LINES} machines are each shown by name."
    return None if quantities(comparison) else "The machines have no workload in common."


def finding(comparison: Comparison) -> str:
    """The fastest model and the one whose machines differ most, per core in the first kind."""
    quantity = quantities(comparison)[0]
    found = spreads(comparison.models, quantity.values)
    fastest = min(found, key=lambda spread: spread.median.value)
    text = (
        f"{count(len(comparison.series), 'machine')} of {count(len(comparison.models), 'model')}. "
        f"{quantity.heading}, {quantity.name}: lowest median on {readable(fastest.model, 40)}, "
        f"{times(fastest.median.value)} the seconds of the baseline"
    )
    many = [(spread.percentile(95) / spread.percentile(5), spread.model)
            for spread in found if len(spread.values) > 1]  # fmt: skip
    if many:
        reach, widest = max(many, key=lambda one: one[0])
        text += (
            f"; machines of one model differ most on {readable(widest, 40)}, "
            f"{times(reach)} between the 5th and the 95th percentile"
        )
    return text + "."


def draw(comparison: Comparison) -> Figure:
    models = drawn_models(comparison)
    shown = [(one, spreads(models, one.values)) for one in quantities(comparison)]
    every = [spread for _, found in shown for spread in found]
    few = [len(one.values) for one in every if len(one.values) <= MOST_DOTS_OF_MODEL]
    figure, panel_axes = panels(
        len(shown), finding(comparison), FOOTNOTE, columns=3,
        size=(2.1, FLEET_ROW_HEIGHT * (max(len(found) for _, found in shown) + 0.3)),
        left=0.35 + 1.2 * inches(readable(spread.model, 26) for spread in every), right=0.9,
        below=0.65,
    )  # fmt: skip
    for axes, (quantity, found) in zip(panel_axes, shown, strict=True):
        _panel(axes, quantity, found, dots=sum(few) <= MOST_DOTS_IN_ALL)
    return figure


def _panel(axes: Axes, quantity: Quantity, found: Sequence[Spread], *, dots: bool) -> None:
    machine_log_axis(axes, [value for spread in found for value in spread.values])
    axes.grid(axis="x", color=GRID, linewidth=0.5)
    for y, spread in enumerate(found):
        _row(axes, y, spread, dots)
        p5, p25, p75, p95 = (number_text(spread.percentile(share)) for share in (5, 25, 75, 95))
        read = mark_of_estimate(
            f"{quantity.heading}, {quantity.name}", spread.model,
            count(len(spread.values), "machine"), spread.median, times_between,
            note=f"middle half {p25} to {p75}, 5th to 95th percentile {p5} to {p95}",
            place=len(spread.values),
        )  # fmt: skip
        mark(axes, spread.median.value, y, read)
    axes.set_yticks(range(len(found)), [readable(spread.model, 26) for spread in found], size=7.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(found) - 0.4, -0.6)
    if quantity.in_seconds:
        axes.axvline(1, color=FAINT, linewidth=1.1, zorder=1)
    unit = "seconds, times the baseline's" if quantity.in_seconds else "times"
    axes.set_xlabel(unit, labelpad=2)
    panel_title(axes, readable(quantity.heading, 34), quantity.name)


def _row(axes: Axes, y: int, spread: Spread, dots: bool) -> None:
    """Percentiles as bars, the median as a mark, and the machines themselves where they are few."""
    if len(spread.values) > 1:
        for low, high, width, alpha in ((5, 95, 1.2, 0.8), (25, 75, 6.0, 0.4)):
            axes.plot([spread.percentile(low), spread.percentile(high)], [y, y], color=BLUE,
                      linewidth=width, alpha=alpha, solid_capstyle="butt", zorder=2)  # fmt: skip
    if dots and len(spread.values) <= MOST_DOTS_OF_MODEL:
        stray = Random(y)  # the same run gives the same file
        heights = [y + JITTER * stray.uniform(-1, 1) for _ in spread.values]
        axes.plot(spread.values, heights, ".", color=BLUE, markersize=3.5, alpha=0.6,
                  markeredgewidth=0, zorder=2.5)  # fmt: skip
    axes.plot(spread.median.value, y, "|", color=INK, markersize=9, markeredgewidth=1.6, zorder=3,
              clip_on=False)  # fmt: skip
    axes.annotate(
        f"{times(spread.median.value)} of {len(spread.values)}", (1, y), (6, 0), size=7,
        color=FAINT, xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
    )  # fmt: skip


CHART = Chart(
    "The fleet by model", 15, lacks, finding, draw,
    Columns("kind of work", "model", "machines", "median", note="distribution"),
)  # fmt: skip
