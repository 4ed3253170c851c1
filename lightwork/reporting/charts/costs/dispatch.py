"""What handing out a task costs, by how many travel at once."""

from statistics import median_high
from typing import NamedTuple

from matplotlib.figure import Figure

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_lines import cost_line_panel, draw_costs
from lightwork.reporting.charts.parts.cost_words import cost_finding
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import CEILING_COLOUR, FAINT, GRID
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import by_default, where
from lightwork.reporting.estimates.speedup import CaseResult

ONE_BY_ONE, MANY = "one_at_a_time", "outstanding"
_finding = cost_finding("Dispatch, ")
FOOTNOTE = (
    "Tasks that do nothing, workers already there; seconds of one task beyond the serial loop. "
    "Left: each result is awaited before the next task goes out. Lines: all are handed out, then "
    "awaited. Bars: intervals of the medians (95 %); hollow: not above 0. Grey: a "
    "plain call."
)
#: Where the marks of one at a time stand, in chunk sizes: left of 1 on the logarithmic axis.
LEFT_MARGIN = 0.3


class Handed(NamedTuple):
    """Tasks one at a time by each strategy, and many at once by chunk size, ascending."""

    alone: list[CaseResult]
    curves: dict[str, list[CaseResult]]


def _found(analysis: Analysis) -> Handed | None:
    sizes = sorted({one.case.chunksize for one in where(analysis, "dispatch", workload=MANY)})
    curves: dict[str, list[CaseResult]] = {}
    for size in sizes:
        found = where(analysis, "dispatch", workload=MANY, chunksize=size)
        for one in by_default(analysis, found):
            curves.setdefault(one.case.strategy, []).append(one)
    alone = by_default(analysis, where(analysis, "dispatch", workload=ONE_BY_ONE))
    return Handed(alone, curves) if alone or curves else None


def _draw(analysis: Analysis, found: Handed) -> Figure:
    shown = [*found.alone, *(one for line in found.curves.values() for one in line)]
    series = series_of(one.case for one in shown)
    call = median_high(one.estimates["granularity"].value for one in shown)
    sizes = sorted({one.case.chunksize for line in found.curves.values() for one in line})
    figure, axes, lowest = cost_line_panel(
        shown, _finding(analysis, found), FOOTNOTE, height=3.4, counts=sizes, most=call,
        limits=(LEFT_MARGIN / 2, max([*sizes, 1]) * 1.4), left=[(LEFT_MARGIN, "one at\na time")],
        names=("tasks that travel at once (chunk size)", "seconds of one task"),
    )  # fmt: skip
    axes.axvline(0.6, color=GRID, linewidth=1)
    axes.axhline(call, color=CEILING_COLOUR, linewidth=2.2, zorder=1)
    labels = [EndLabel("a plain call", axes.get_xlim()[1], call, FAINT)]
    only = []
    for i, one in enumerate(found.alone):
        x, own = LEFT_MARGIN * 1.13 ** (i - len(found.alone) / 2), series[one.case.strategy]
        end = draw_costs(axes, "one at a time", [one], [one.case.chunksize], own, lowest, [x])
        if one.case.strategy not in found.curves:
            only.append(end._replace(x=LEFT_MARGIN))
    for name, line in found.curves.items():
        chunks = [one.case.chunksize for one in line]
        labels.append(draw_costs(axes, "all handed out", line, chunks, series[name], lowest))
    label_ends(axes, labels + only)
    return figure


CHART = chart_of(
    "Handing out tasks", 41, _found,
    "No handing out of tasks was measured (see --families dispatch).", _finding, _draw,
    Columns("how", at="chunk size", value="seconds of a task", note="note"),
)  # fmt: skip
