"""Work that grows with the workers: efficiency, beside that of fixed work.

Where one or two numbers of workers were measured, each has a row instead of a point of a line.
"""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow, draw_rows
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, WHITE, shortened, width_of
from lightwork.reporting.charts.parts.worker_axis import (
    LINES_HEIGHT,
    MOST_COUNTS_OF_ROWS,
    MOST_LINEAR_WORKERS,
    Workers,
    in_view,
    mark_cores,
    set_counts,
)
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import curve
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, listed, percent, percent_between, seconds_text
from lightwork.reporting.verdict.scaling import at_most_cores, name_of_work, weak_curves, weak_works

FOOTNOTE = (
    "Efficiency of growing work: seconds of the serial loop over one worker's share / seconds of "
    "all workers, each with a share as large; 100 % is ideal. Hollow, dashed: "
    "fixed work, as much for all workers together as for one (speedup / workers, cold), "
    "where that was measured. Bars: 95 % intervals. 2w: two workers."
)
#: Inches of the shares right of a panel of rows.
SHARES_WIDTH = 0.75
GROWING_WORK, FIXED_WORK, EFFICIENCY = "growing work", "fixed work", "efficiency"


def lacks(analysis: Analysis) -> str | None:
    return None if weak_works(analysis) else "Nothing was measured: run the family weak_scaling."


def finding(analysis: Analysis) -> str:
    """The best strategy of each workload at the most workers that have a core."""
    parts: dict[str, list[str]] = {}
    for work in weak_works(analysis):
        ends = [at_most_cores(analysis, one) for one in weak_curves(analysis, work).values()]
        best = max(ends, key=lambda one: (one.case.workers, one.efficiency.value))
        workers = count(best.case.workers, "worker")
        name = shortened(api_name(best.case.strategy))
        text = f"{percent(best.efficiency.value)} ({name}, {workers})"
        parts.setdefault(text, []).append(name_of_work(analysis, work))
    clauses = [f"{listed(names, 3)} {text}" for text, names in parts.items()]
    return f"Highest efficiency when the work grows with the workers: {', '.join(clauses)}."


def draw(analysis: Analysis) -> Figure:
    most = max(one.case.workers for one in analysis.growing if not one.void)
    logarithmic = most > MOST_LINEAR_WORKERS
    shown = {work: weak_curves(analysis, work) for work in weak_works(analysis)}
    counts = {work: sorted({one.case.workers for line in curves.values() for one in line})
              for work, curves in shown.items()}  # fmt: skip
    in_rows = {work for work, own in counts.items() if len(own) <= MOST_COUNTS_OF_ROWS}
    names = [api_name(name) for curves in shown.values() for name in curves]
    figure, all_axes = panels(
        len(shown), finding(analysis), FOOTNOTE,
        right=SHARES_WIDTH if len(in_rows) == len(shown) else 0.3 + width_of(names),
        left=0.2 + width_of(_row_label(name, 99) for name in names) if in_rows else 0.75,
        heights=[ROW_HEIGHT * sum(map(len, curves.values())) if work in in_rows else LINES_HEIGHT
                 for work, curves in shown.items()],
    )  # fmt: skip
    series = series_of(result.case for result in analysis.growing)
    for axes, (work, curves) in zip(all_axes, shown.items(), strict=True):
        if work in in_rows:
            _rows_panel(axes, analysis, work, curves, series)
        else:
            _lines_panel(axes, analysis, work, curves, series, Workers(counts[work], logarithmic))
        # The absolute figures behind the shares.
        seconds = [one.seconds.value for line in curves.values() for one in line]
        about = f"shortest {seconds_text(min(seconds))}, longest {seconds_text(max(seconds))}"
        about += f"; ● {GROWING_WORK}" + f", ○ {FIXED_WORK}" * _has_fixed(analysis, work, curves)
        panel_title(axes, name_of_work(analysis, work), about)
    return figure


def _rows_panel(
    axes: Axes,
    analysis: Analysis,
    work: Work,
    curves: Mapping[str, list[CaseResult]],
    series: Mapping[str, Series],
) -> None:
    """A row for each strategy and number of workers: growing work filled, fixed work hollow."""
    panel, rows = name_of_work(analysis, work), []
    for name, line in curves.items():
        fixed = _fixed(analysis, work, line)
        for one in line:
            k = one.case.workers
            both = {GROWING_WORK: one.efficiency, **({FIXED_WORK: fixed[k]} if k in fixed else {})}
            points = tuple(
                series[name].point(panel, k, estimate, percent_between, note=note,
                                   filled=note == GROWING_WORK)
                for note, estimate in both.items()
            )  # fmt: skip
            note = percent(one.efficiency.value)
            rows.append(PlotRow(_row_label(shortened(series[name].name), k), points, note))
    highest = in_view(point.estimate for row in rows for point in row.points)[1]
    axes.set_xlim(0, 1.06 * max(1.0, highest))
    draw_rows(axes, rows, joined=True)
    axes.axvline(1, color=FAINT, linewidth=0.8, zorder=1)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.grid(axis="x", linewidth=0.5)
    axes.set_xlabel(EFFICIENCY, labelpad=1)


def _row_label(name: str, workers: int) -> str:
    return f"{name}, {workers}w"


def _lines_panel(
    axes: Axes, analysis: Analysis, work: Work, curves: Mapping[str, list[CaseResult]],
    series: Mapping[str, Series], workers: Workers,
) -> None:  # fmt: skip
    labels: list[EndLabel] = []
    seen: list[Estimate] = []
    for i, (name, line) in enumerate(curves.items()):
        growing = {one.case.workers: one.efficiency for one in line}
        xs = {k: workers.aside(k, i, len(curves)) for k in growing}
        fixed = _fixed(analysis, work, line)
        for shown, filled in ((fixed, False), (growing, True)):
            _line(axes, xs, shown, series[name], name_of_work(analysis, work), filled)
            seen += shown.values()
        end = line[-1]
        labels.append(series[name].label(xs[end.case.workers], end.efficiency.value))
    set_counts(axes, workers)
    axes.set_ylim(0, 1.06 * max(1.0, in_view(seen)[1]))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)
    axes.grid(axis="y", linewidth=0.6)
    axes.set_ylabel(EFFICIENCY, labelpad=2)
    mark_cores(axes, analysis, workers.most)
    label_ends(axes, labels)


def _fixed(analysis: Analysis, work: Work, line: list[CaseResult]) -> dict[int, Estimate]:
    """Efficiency of the same work and strategy with as much work for all workers together."""
    measured = {one.case.workers for one in line}
    same = curve(analysis, work, line[0].case.strategy, line[0].case.state)
    return {r.case.workers: r.estimates["efficiency"] for r in same if r.case.workers in measured}


def _has_fixed(analysis: Analysis, work: Work, curves: Mapping[str, list[CaseResult]]) -> bool:
    return any(_fixed(analysis, work, line) for line in curves.values())


def _line(
    axes: Axes, xs: Mapping[int, float], shown: Mapping[int, Estimate], own: Series, panel: str,
    filled: bool,
) -> None:  # fmt: skip
    note = GROWING_WORK if filled else FIXED_WORK
    reads = [own.read(panel, k, estimate, percent_between, note=note)
             for k, estimate in shown.items()]  # fmt: skip
    own.line(
        axes, [xs[k] for k in shown], list(shown.values()), reads, markersize=4.5,
        linewidth=1.1 if filled else 0.8, elinewidth=0.9, alpha=1.0 if filled else 0.6,
        linestyle="-" if filled else (0, (3, 2)), zorder=3 if filled else 2,
        markerfacecolor=own.colour if filled else WHITE,
    )  # fmt: skip


CHART = Chart(
    "Work that grows with the workers", 31, lacks, finding, draw,
    Columns(value=EFFICIENCY, note="work"),
)  # fmt: skip
