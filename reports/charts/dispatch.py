"""What handing out a task costs, by how many travel at once."""

from typing import NamedTuple

from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Columns, chart_of
from reports.charts._cost_lines import cost_lines, draw_costs
from reports.charts._labels import EndLabel, label_ends
from reports.charts._style import CEILING, FAINT, GRID, looks, shortened
from reports.cost_selection import by_default, where
from reports.costs import CostResult
from reports.wording import told_from_zero, told_seconds

ALONE, MANY = "one_at_a_time", "outstanding"
FOOTNOTE = (
    "Tasks that do nothing, workers already there; seconds of one task beyond the plain loop. "
    "Left: each result is awaited before the next task goes out. Lines: all are handed out, then "
    "awaited. Bars: intervals of the medians (95 %); hollow: not told from 0. Grey: a "
    "plain call."
)
#: Where the marks of one at a time stand, in chunk sizes: left of 1 on the logarithmic axis.
LEFT = 0.3


class Handed(NamedTuple):
    """Tasks one at a time by each strategy, and many at once by chunk size, ascending."""

    alone: list[CostResult]
    curves: dict[str, list[CostResult]]


def _found(analysis: Analysis) -> Handed | None:
    sizes = sorted({one.case.chunksize for one in where(analysis, "dispatch", workload=MANY)})
    curves: dict[str, list[CostResult]] = {}
    for size in sizes:
        found = where(analysis, "dispatch", workload=MANY, chunksize=size)
        for one in by_default(analysis, found):
            curves.setdefault(one.case.strategy, []).append(one)
    alone = by_default(analysis, where(analysis, "dispatch", workload=ALONE))
    return Handed(alone, curves) if alone or curves else None


def _finding(_analysis: Analysis, found: Handed) -> str:
    """The dearest way of each strategy that has several, and what its best chunks save."""
    curves = {name: line for name, line in found.curves.items() if len(line) > 1}
    told = []
    for name, line in curves.items():
        first, best = line[0], min(line, key=lambda one: one.cost.value)
        if first.cost.bounded and best.cost.high < first.cost.low:
            told.append(
                f"{shortened(name, 30)} {told_seconds(first.cost)} to {told_seconds(best.cost)} "
                f"in chunks of {best.case.chunksize}"
            )
    if told:
        return f"Chunks make a task cheaper: {'; '.join(told[:3])}."
    most = max([*found.alone, *(line[0] for line in found.curves.values())],
               key=lambda one: one.cost.value)  # fmt: skip
    if not told_from_zero(most.cost):
        return "What a task costs that does nothing is not told from 0 here."
    name = shortened(most.case.strategy, 30)
    return (
        f"A task that does nothing costs up to {told_seconds(most.cost)} ({name}); "
        "that chunks make it cheaper is not told here."
    )


def _draw(analysis: Analysis, found: Handed) -> Figure:
    shown = [*found.alone, *(one for line in found.curves.values() for one in line)]
    look_of = looks(one.case for one in shown)
    calls = sorted(one.estimates["granularity"].value for one in shown)
    call = calls[len(calls) // 2]
    sizes = sorted({one.case.chunksize for line in found.curves.values() for one in line})
    figure, axes, lowest = cost_lines(
        shown, _finding(analysis, found), FOOTNOTE, height=3.4, counts=sizes, most=call,
        limits=(LEFT / 2, max([*sizes, 1]) * 1.4), left=[(LEFT, "one at\na time")],
        words=("tasks that travel at once (chunk size)", "seconds of one task"),
    )  # fmt: skip
    axes.axvline(0.6, color=GRID, linewidth=1)
    axes.axhline(call, color=CEILING, linewidth=2.2, zorder=1)
    labels = [EndLabel("a plain call", axes.get_xlim()[1], call, FAINT)]
    only = []
    for i, one in enumerate(found.alone):
        x, look = LEFT * 1.13 ** (i - len(found.alone) / 2), look_of[one.case.strategy]
        end = draw_costs(axes, "one at a time", [one], [one.case.chunksize], look, lowest, [x])
        if one.case.strategy not in found.curves:
            only.append(end._replace(x=LEFT))
    for name, line in found.curves.items():
        chunks = [one.case.chunksize for one in line]
        labels.append(draw_costs(axes, "all handed out", line, chunks, look_of[name], lowest))
    label_ends(axes, labels + only)
    return figure


CHART = chart_of(
    "Handing out tasks", 52, _found,
    "No handing out of tasks was measured (see --families dispatch).", _finding, _draw,
    Columns("how", at="chunk size", value="seconds of a task", note="note"),
)  # fmt: skip
