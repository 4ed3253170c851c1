"""Speedup against workers: a panel per workload, a line per machine."""

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.style import FAINT, GRID
from lightwork.reporting.charts.parts.worker_axis import Workers, set_counts
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.charts._curves import (
    BestCurve,
    CurveMeasure,
    curve_chart,
    curves_by_work,
)
from lightwork.reporting.machines.charts._style import machine_styles, readable
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.text.figures import count, times, times_between

#: The lower end of a logarithmic axis of speedups, unless something is lower.
LOWEST = 0.7
FOOTNOTE = (
    "The highest speedup of any strategy at each number of workers, cold: workers are started and "
    "ended inside the clock. A speedup is over the serial loop on the same machine in the same "
    "round, so it compares across machines. Bars: 95 % intervals. Dashed: that machine's ceiling, "
    "the same work in independent processes. Dotted: as many times as workers."
)


def finding(comparison: Comparison) -> str:
    """The highest speedup in pure Python, and in waiting."""
    found = [
        (_value(point), point.case.workers, point.case.strategy, curve.series.label, work)
        for work, curves in curves_by_work(comparison).items()
        for curve in curves
        for point in curve.points
    ]
    computing = [one for one in found if one[-1].kind == "cpu"] or found
    value, workers, strategy, label, work = max(computing, key=lambda one: one[0])
    style_of = machine_styles(comparison)
    text = (
        f"The highest speedup {'in pure Python ' if work.kind == 'cpu' else ''}is "
        f"{times(value)} on {style_of[label].name} ({readable(work.workload)}, "
        f"{readable(api_name(strategy))}, {count(workers, 'worker')})"
    )
    waiting = [one for one in found if one[-1].kind == "sleep"]
    if waiting and work.kind != "sleep":
        value, _, _, label, _ = max(waiting, key=lambda one: one[0])
        text += f", in waiting {times(value)} on {style_of[label].name}"
    return text + "."


def _value(point: CaseDigest) -> float:
    assert point.speedup is not None  # curves are made of points that have one
    return point.speedup.value


def _axes(axes: Axes, work: Work, curves: list[BestCurve], logarithmic: bool) -> list[EndLabel]:
    """Both axes for what the machines reached, with the ideal line."""
    counts = sorted({workers for curve in curves for workers in curve.counts})
    most = counts[-1]
    values = [_value(point) for curve in curves for point in curve.points]
    set_counts(axes, Workers(counts, logarithmic))
    # Ceilings may be far above a linear axis; a logarithmic one has room for them.
    limits = [speedup.value for curve in curves for crew, speedup in curve.series.ceilings.items()
              if logarithmic and crew[:2] == work[:2] and crew[2] in curve.counts]  # fmt: skip
    highest = max(*values, min(most, 1.15 * max([*values, *limits])))
    if logarithmic:
        axes.set_yscale("log", base=2)
        axes.set_ylim(min(LOWEST, 0.8 * min(values)), 1.3 * highest)
    else:
        axes.set_ylim(0, 1.06 * highest + 0.1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.3g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_ylabel("speedup (times)", labelpad=2)
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)
    axes.plot([1, most], [1, most], ":", color=FAINT, linewidth=1, zorder=1)
    return [EndLabel("ideal", most, most, FAINT)] if most <= axes.get_ylim()[1] else []


CHART = curve_chart(
    "Speedup of each machine", 16, Columns(series="machine", note="case"), "speedup_by_machine",
    CurveMeasure(
        finding, FOOTNOTE, lambda point: point.speedup, times_between,
        ceiling=lambda speedup, _: speedup, x=lambda _, workers: float(workers),
        at=lambda _, workers: str(workers), axes=_axes,
    ),
)  # fmt: skip
