"""Efficiency against how full the machine is: a panel per workload.

Against workers, a machine of 2 cores would be a dot in the corner of one with 192. Against workers
over usable cores all of them end at 1, where every core has its worker.
"""

from statistics import median

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.style import FAINT, GRID
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.charts._curves import (
    BestCurve,
    CurveMeasure,
    curve_chart,
    curves_by_work,
)
from lightwork.reporting.machines.charts._style import machine_styles
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.text.figures import count, percent, percent_between

#: Of more machines only the first and the last are named in the finding.
MOST_MACHINES_NAMED = 3
#: More octaves than this don't each get a tick; 1 always does.
MOST_TICKS = 6
FOOTNOTE = (
    "Efficiency = speedup / workers; 100 % is ideal. Of the strategies the one with the highest "
    "speedup at each number of workers, cold. At 1 every usable core has one worker. Bars: 95 % "
    "intervals. Dashed: that machine's ceiling. A ratio within rounds: it compares across machines."
)


def finding(comparison: Comparison) -> str:
    """Efficiency in computing when each machine is full."""
    at_full: dict[str, list[float]] = {}
    for work, curves in curves_by_work(comparison).items():
        for curve in curves if work.kind == "cpu" else ():
            for point in curve.points:
                if fullness(curve, point.case.workers) == 1 and point.efficiency is not None:
                    at_full.setdefault(curve.series.label, []).append(point.efficiency.value)
    if not at_full:
        return "Efficiency, by how many of the usable cores have a worker."
    style_of = machine_styles(comparison)
    ordered = sorted(((median(values), label) for label, values in at_full.items()), reverse=True)
    joint = ", "
    if len(ordered) > MOST_MACHINES_NAMED:
        ordered, joint = [ordered[0], ordered[-1]], ", down to "
    parts = [f"{percent(value)} on {style_of[label].name}" for value, label in ordered]
    return (
        "In pure Python with a worker on every core, efficiency is "
        f"{joint.join(parts)} (medians over workloads)."
    )


def fullness(curve: BestCurve, workers: int) -> float:
    """Workers over usable cores."""
    return workers / curve.series.machine.usable_cores


def _axes(axes: Axes, _work: Work, curves: list[BestCurve], logarithmic: bool) -> list[EndLabel]:
    """Workers / usable cores, with a line where every core has a worker; efficiency from 0."""
    shares = [fullness(curve, workers) for curve in curves for workers in curve.counts]
    low, high = min(shares), max(1.0, *shares)
    if logarithmic:
        axes.set_xscale("log", base=2)
        axes.set_xlim(low * 2**-0.35, high * 2**0.35)
        octaves = [k for k in range(-10, 11) if low * 0.99 <= 2.0**k <= high * 1.01]
        step = -(-len(octaves) // MOST_TICKS)
        axes.xaxis.set_major_locator(FixedLocator([2.0**k for k in octaves if k % step == 0]))
    else:
        axes.set_xlim(0, high * 1.05)
        axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _fraction(x)))
    axes.axvline(1, color=FAINT, linewidth=0.7, dashes=(2, 2), zorder=0)
    axes.set_xlabel("workers / usable cores", labelpad=1)
    reached = [point.efficiency for curve in curves for point in curve.points]
    axes.set_ylim(0, 1.08 * max(1.0, *(one.value for one in reached if one is not None)))
    axes.axhline(1, color=FAINT, linewidth=1, linestyle=":", zorder=1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: percent(y)))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    return []


def _fraction(value: float) -> str:
    """``1/64`` for a power of two below a quarter, else digits."""
    if 0 < value < 0.2 and abs(1 / value - round(1 / value)) < 1e-6:
        return f"1/{round(1 / value)}"
    return f"{value:g}"


def _at(curve: BestCurve, workers: int) -> str:
    return f"{count(workers, 'worker')} on {count(curve.series.machine.usable_cores, 'core')}"


CHART = curve_chart(
    "Efficiency of each machine", 20, Columns(series="machine", value="efficiency", note="case"),
    "efficiency_by_machine",
    CurveMeasure(
        finding, FOOTNOTE, lambda point: point.efficiency, percent_between,
        ceiling=lambda speedup, workers: speedup / workers, x=fullness, at=_at, axes=_axes,
    ),
)  # fmt: skip
