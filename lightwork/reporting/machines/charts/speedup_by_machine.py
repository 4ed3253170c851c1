"""Speedup against workers: a panel per workload, a line per machine."""

from collections.abc import Sequence
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns, View
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.panels import panel_title
from lightwork.reporting.charts.parts.style import FAINT
from lightwork.reporting.charts.parts.worker_axis import Workers, set_counts
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
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    machine_styles,
    readable,
    speedup_axis,
)
from lightwork.reporting.machines.comparison import ComparedWork, Comparison, Pooled
from lightwork.reporting.text.figures import count, times, times_between

FOOTNOTE = (
    "The highest speedup of any strategy at each number of workers, cold: workers are started and "
    "ended inside the clock. A speedup is over the plain loop on the same machine in the same "
    "round, so it compares across machines. Bars: 95 % intervals. Dashed: that machine's ceiling, "
    "the same work in independent processes. Dotted: as many times as workers."
)


def finding(comparison: Comparison) -> str:
    """The highest speedup in pure Python, and in waiting."""
    found = [
        (point, curve, work)
        for work, lines in curves_by_work(comparison).items()
        for curve in lines
        for point in curve.points
        if point.speedup is not None
    ]
    computing = [one for one in found if one[2].kind == "cpu"] or found
    point, curve, work = max(computing, key=lambda one: _value(one[0]))
    names = machine_styles(comparison)
    words = (
        f"The highest speedup {'in pure Python ' if work.kind == 'cpu' else ''}is "
        f"{times(_value(point))} on {names[curve.series.label].name} ({readable(work.workload)}, "
        f"{readable(point.case.strategy)}, {count(point.case.workers, 'worker')})"
    )
    waiting = [one for one in found if one[2].kind == "sleep"]
    if waiting and work.kind != "sleep":
        point, curve, work = max(waiting, key=lambda one: _value(one[0]))
        words += f", in waiting {times(_value(point))} on {names[curve.series.label].name}"
    return words + "."


def _value(point: Pooled) -> float:
    return point.speedup.value if point.speedup is not None else 0.0


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
    counts = sorted({workers for curve in lines for workers in curve.counts})
    most = counts[-1]
    values = [_value(point) for curve in lines for point in curve.points]
    set_counts(axes, Workers(counts, logarithmic))
    limits = [speedup.value for curve in lines for crew, speedup in curve.series.ceilings.items()
              if crew[:2] == work[:2] and crew[2] in curve.counts]  # fmt: skip
    highest = max([*values, *limits]) if logarithmic else max(values)
    speedup_axis(axes, values, min(most, 1.15 * highest), logarithmic)
    axes.plot([1, most], [1, most], ":", color=FAINT, linewidth=1, zorder=1)
    labels = []
    for curve in lines:
        look = look_of[curve.series.label]
        points = [_point(point, curve, logarithmic) for point in curve.points]
        draw_ceiling(axes, curve, work, look.colour, lambda workers, speedup: (workers, speedup))
        labels.append(draw_curve(axes, titles(work)[0], look, points, times_between))
    panel_title(axes, *titles(work))
    if most <= axes.get_ylim()[1]:
        labels.append(EndLabel("ideal", most, most, FAINT))
    label_ends(axes, labels)


def _point(point: Pooled, curve: BestCurve, logarithmic: bool) -> CurvePoint:
    workers = point.case.workers
    assert point.speedup is not None  # curves are made of those that have one
    return CurvePoint(
        workers * 2**curve.dodge if logarithmic else float(workers),
        point.speedup, str(workers), workers, case_text(point),
    )  # fmt: skip


def views(comparison: Comparison) -> Sequence[View[Comparison]]:
    return both_scales("speedup_by_machine", draw, comparison)


CHART = Chart(
    "Speedup of each machine", 20, lacks_curves, finding,
    lambda comparison: draw(comparison, False), Columns(series="machine", note="case"), views,
)  # fmt: skip
