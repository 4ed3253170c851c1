"""Work that grows with the workers: what is kept of each, beside what fixed work keeps."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Chart, Columns, View, first
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, WHITE, shortened, width_of
from lightwork.reporting.charts.parts.worker_axis import (
    Workers,
    mark_cores,
    scale_views,
    set_counts,
)
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import curve
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, listed, percent, percent_between, seconds_text
from lightwork.reporting.verdict.scaling import at_most_cores, name_of_work, weak_curves, weak_works

FOOTNOTE = (
    "Efficiency of growing work: seconds of the serial loop over one worker's share / seconds of "
    "all workers, each with a share as large. Bars: 95 % intervals. Hollow, dashed: the "
    "same workload and strategy with as much work for all workers together as for one "
    "(speedup / workers, cold), where that was measured. 100 % is ideal."
)


def lacks(analysis: Analysis) -> str | None:
    return None if weak_works(analysis) else "Nothing was measured: run the family weak_scaling."


def finding(analysis: Analysis) -> str:
    """The best strategy of each workload at the most workers that have a core."""
    parts: dict[str, list[str]] = {}
    for work in weak_works(analysis):
        ends = [at_most_cores(analysis, one) for one in weak_curves(analysis, work).values()]
        best = max(ends, key=lambda one: (one.case.workers, one.efficiency.value))
        workers = count(best.case.workers, "worker")
        text = f"{percent(best.efficiency.value)} ({shortened(best.case.strategy)}, {workers})"
        parts.setdefault(text, []).append(name_of_work(analysis, work))
    clauses = [f"{listed(names, 3)} {text}" for text, names in parts.items()]
    return f"When the work grows with the workers, each keeps at best: {', '.join(clauses)}."


def _views(analysis: Analysis) -> tuple[View[Analysis], ...]:
    most = max(one.case.workers for one in analysis.growing if not one.void)
    return scale_views("weak_scaling", _draw, most)


def _draw(analysis: Analysis, logarithmic: bool) -> Figure:
    works = weak_works(analysis)
    strategies = {name for work in works for name in weak_curves(analysis, work)}
    figure, all_axes = panels(
        len(works), finding(analysis), FOOTNOTE, right=0.3 + width_of(strategies), left=0.75
    )
    series = series_of(result.case for result in analysis.growing)
    for axes, work in zip(all_axes, works, strict=True):
        _panel(axes, analysis, work, series, logarithmic)
    return figure


def _panel(
    axes: Axes, analysis: Analysis, work: Work, series: dict[str, Series], logarithmic: bool
) -> None:
    curves, panel = weak_curves(analysis, work), name_of_work(analysis, work)
    counts = sorted({one.case.workers for line in curves.values() for one in line})
    workers, labels, highest = Workers(counts, logarithmic), [], 1.0
    for i, (name, line) in enumerate(curves.items()):
        growing = {one.case.workers: one.efficiency for one in line}
        xs = {k: workers.aside(k, i, len(curves)) for k in growing}
        fixed = _fixed(analysis, work, line)
        for shown, filled in ((fixed, False), (growing, True)):
            _line(axes, xs, shown, series[name], panel, filled)
            highest = max([highest, *(e.value for e in shown.values())])
        end = line[-1]
        labels.append(series[name].label(xs[end.case.workers], end.efficiency.value))
    set_counts(axes, workers)
    axes.set_ylim(0, 1.12 * highest)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)
    axes.grid(axis="y", linewidth=0.6)
    axes.set_ylabel("kept of each worker", labelpad=2)
    mark_cores(axes, analysis, workers.most)
    # The absolute figures behind the shares.
    seconds = [one.seconds.value for line in curves.values() for one in line]
    about = f"shortest {seconds_text(min(seconds))}, longest {seconds_text(max(seconds))}"
    panel_title(axes, panel, about)
    _key(axes)
    label_ends(axes, labels)


def _fixed(analysis: Analysis, work: Work, line: list[CaseResult]) -> dict[int, Estimate]:
    """Efficiency of the same work and strategy with as much work for all workers together."""
    measured = {one.case.workers for one in line}
    same = curve(analysis, work, line[0].case.strategy, line[0].case.state)
    return {r.case.workers: r.estimates["efficiency"] for r in same if r.case.workers in measured}


def _line(
    axes: Axes, xs: Mapping[int, float], shown: Mapping[int, Estimate], own: Series, panel: str,
    filled: bool,
) -> None:  # fmt: skip
    note = "growing work" if filled else "fixed work"
    reads = [own.read(panel, k, estimate, percent_between, note=note)
             for k, estimate in shown.items()]  # fmt: skip
    own.line(
        axes, [xs[k] for k in shown], list(shown.values()), reads, markersize=4.5,
        linewidth=1.1 if filled else 0.8, elinewidth=0.9, alpha=1.0 if filled else 0.6,
        linestyle="-" if filled else (0, (3, 2)), zorder=3 if filled else 2,
        markerfacecolor=own.colour if filled else WHITE,
    )  # fmt: skip


def _key(axes: Axes) -> None:
    """What filled and hollow mean, in the corner where lines end rarely."""
    handles = [
        Line2D([], [], color=FAINT, marker="o", markersize=4, label="growing work"),
        Line2D([], [], color=FAINT, marker="o", markersize=4, linestyle=(0, (3, 2)),
               markerfacecolor=WHITE, label="fixed work"),
    ]  # fmt: skip
    axes.legend(handles=handles, loc="lower left", fontsize=6.5)


CHART = Chart(
    "Work that grows with the workers", 18, lacks, finding, first(_views),
    Columns(value="kept of each worker", note="work"), _views,
)  # fmt: skip
