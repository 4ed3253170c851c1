"""What a worker is worth, against how full the machine is: a panel per workload.

Against workers, a machine of 2 cores would be a dot in the corner of one with 192. Against workers
over usable cores all of them end at 1, where every core has its worker.
"""

from collections.abc import Sequence
from functools import partial
from statistics import median

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from lightwork.reporting.charts import Chart, Columns, View
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.panels import panel_title
from lightwork.reporting.charts.parts.style import FAINT, GRID
from lightwork.reporting.machines.charts._curves import (
    BestCurve,
    CurvePoint,
    both_scales,
    case_text,
    curves_by_work,
    draw_ceiling,
    draw_curve,
    draw_panels,
    lacks_curves,
    titles,
)
from lightwork.reporting.machines.charts._style import MachineStyle, fullness_axis, machine_styles
from lightwork.reporting.machines.comparison import ComparedWork, Comparison, Pooled
from lightwork.reporting.text.figures import count, percent, percent_between

FOOTNOTE = (
    "Efficiency = speedup / workers; 100 % is ideal. Of the strategies the one with the highest "
    "speedup at each number of workers, cold. At 1 every usable core has one worker. Bars: 95 % "
    "intervals. Dashed: that machine's ceiling. A ratio within rounds: it compares across machines."
)

#: Of more machines only the first and the last are named in the finding.
MOST_MACHINES_NAMED = 3


def finding(comparison: Comparison) -> str:
    """What a worker is worth in computing when each machine is full."""
    at_full: dict[str, list[float]] = {}
    for work, lines in curves_by_work(comparison).items():
        for curve in lines:
            full = [p for p in curve.points if p.case.workers == curve.series.machine.usable_cores]
            if work.kind == "cpu" and full and (efficiency := full[0].efficiency) is not None:
                at_full.setdefault(curve.series.label, []).append(efficiency.value)
    if not at_full:
        return "What a worker is worth, by how many of the usable cores have one."
    looks = machine_styles(comparison)
    ordered = sorted(((median(values), label) for label, values in at_full.items()), reverse=True)
    if len(ordered) > MOST_MACHINES_NAMED:
        ordered = [ordered[0], ordered[-1]]
    parts = [f"{percent(value)} on {looks[label].name}" for value, label in ordered]
    joint = ", down to " if len(at_full) > MOST_MACHINES_NAMED else ", "
    return (
        "In pure Python with a worker on every core, efficiency is "
        f"{joint.join(parts)} (medians over workloads)."
    )


def draw(comparison: Comparison, logarithmic: bool) -> Figure:
    panel = partial(_panel, logarithmic=logarithmic)
    return draw_panels(comparison, finding(comparison), FOOTNOTE, panel)


def _panel(
    axes: Axes,
    work: ComparedWork,
    lines: list[BestCurve],
    look_of: dict[str, MachineStyle],
    logarithmic: bool,
) -> None:
    fullness_axis(axes, [fullness(curve, n) for curve in lines for n in curve.counts], logarithmic)
    labels, highest = [], 1.0
    for curve in lines:
        look = look_of[curve.series.label]
        points = [_point(point, curve, logarithmic) for point in curve.points]
        draw_ceiling(axes, curve, work, look.colour, lambda workers, speedup, curve=curve: (  # type: ignore[misc]
            fullness(curve, workers), speedup / workers))  # fmt: skip
        labels.append(draw_curve(axes, titles(work)[0], look, points, percent_between))
        highest = max(highest, *(point.estimate.value for point in points))
    axes.axhline(1, color=FAINT, linewidth=1, linestyle=":", zorder=1)
    axes.set_ylim(0, 1.08 * highest)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: percent(y)))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    panel_title(axes, *titles(work))
    label_ends(axes, labels)


def fullness(curve: BestCurve, workers: int) -> float:
    """Workers over usable cores."""
    return workers / curve.series.machine.usable_cores


def _point(point: Pooled, curve: BestCurve, logarithmic: bool) -> CurvePoint:
    workers, usable = point.case.workers, curve.series.machine.usable_cores
    efficiency = point.efficiency
    assert efficiency is not None  # curves are made of those that have one
    full = fullness(curve, workers)
    at = f"{count(workers, 'worker')} on {count(usable, 'core')}"
    return CurvePoint(
        full * 2**curve.dodge if logarithmic else full, efficiency, at, full, case_text(point),
    )  # fmt: skip


def views(comparison: Comparison) -> Sequence[View[Comparison]]:
    return both_scales("efficiency_by_machine", draw, comparison)


CHART = Chart(
    "Efficiency of each machine", 30, lacks_curves, finding,
    lambda comparison: draw(comparison, False),
    Columns(series="machine", value="efficiency", note="case"), views,
)  # fmt: skip
