"""What handing out a task costs, by how many travel at once."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._cost_axes import in_sight, seconds_axis
from reports.charts._cost_lines import count_axis, draw_costs
from reports.charts._cost_rows import told_cost
from reports.charts._labels import EndLabel, label_ends
from reports.charts._marks import strategy
from reports.charts._panels import panels
from reports.charts._style import CEILING, FAINT, GRID, Look, looks, shortened, width_of
from reports.charts._worker_axes import tick_counts
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


def _curves(analysis: Analysis) -> dict[str, list[CostResult]]:
    """For each strategy its cases by chunk size, ascending."""
    sizes = sorted({one.case.chunksize for one in where(analysis, "dispatch", workload=MANY)})
    curves: dict[str, list[CostResult]] = {}
    for size in sizes:
        found = where(analysis, "dispatch", workload=MANY, chunksize=size)
        for one in by_default(analysis, found):
            curves.setdefault(one.case.strategy, []).append(one)
    return curves


def _alone(analysis: Analysis) -> list[CostResult]:
    return by_default(analysis, where(analysis, "dispatch", workload=ALONE))


def lacks(analysis: Analysis) -> str:
    if _curves(analysis) or _alone(analysis):
        return ""
    return "No handing out of tasks was measured (see --families dispatch)."


def finding(analysis: Analysis) -> str:
    """The dearest way of each strategy that has several, and what its best chunks save."""
    curves = {name: line for name, line in _curves(analysis).items() if len(line) > 1}
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
    most = max([*_alone(analysis), *(line[0] for line in _curves(analysis).values())],
               key=lambda one: one.cost.value)  # fmt: skip
    if not told_from_zero(most.cost):
        return "What a task costs that does nothing is not told from 0 here."
    name = shortened(most.case.strategy, 30)
    return (
        f"A task that does nothing costs up to {told_seconds(most.cost)} ({name}); "
        "that chunks make it cheaper is not told here."
    )


def draw(analysis: Analysis) -> Figure:
    curves, alone = _curves(analysis), _alone(analysis)
    shown = [*alone, *(one for line in curves.values() for one in line)]
    look_of = looks(one.case for one in shown)
    figure, (axes,) = panels(
        1, finding(analysis), FOOTNOTE, columns=1, size=(5.2, 3.4), left=0.9,
        right=0.4 + width_of(look_of), above=0.2, below=0.6,
    )  # fmt: skip
    calls = [one.estimates["granularity"] for one in shown]
    call = sorted(one.value for one in calls)[len(calls) // 2]
    low, high = in_sight([one.cost for one in shown])
    lowest = seconds_axis(axes.yaxis, min(low, call), high)
    _chunk_axis(axes, sorted({one.case.chunksize for line in curves.values() for one in line}))
    axes.axhline(call, color=CEILING, linewidth=2.2, zorder=1)
    labels = [EndLabel("a plain call", axes.get_xlim()[1], call, FAINT)]
    for i, one in enumerate(alone):
        _points(axes, [one], [LEFT * 1.13 ** (i - len(alone) / 2)], look_of, lowest)
    for name, line in curves.items():
        xs = [float(one.case.chunksize) for one in line]
        _points(axes, line, xs, look_of, lowest)
        end = max(line[-1].cost.value, lowest)
        labels.append(
            EndLabel(shortened(name), xs[-1], end, look_of[name].colour, (strategy(name),))
        )
    only = [one for one in alone if one.case.strategy not in curves]
    labels += [EndLabel(shortened(one.case.strategy), LEFT, max(one.cost.value, lowest),
                        look_of[one.case.strategy].colour, (strategy(one.case.strategy),))
               for one in only]  # fmt: skip
    label_ends(axes, labels)
    return figure


def _points(
    axes: Axes, line: list[CostResult], xs: list[float], look_of: dict[str, Look], lowest: float
) -> None:
    """A line with interval bars; hollow where a cost is not told from 0."""
    name = line[0].case.strategy
    marks = [
        told_cost(
            "one at a time" if one.case.workload == ALONE else "all handed out", name,
            one.case.chunksize, one, one.cost,
        )
        for one in line
    ]  # fmt: skip
    draw_costs(axes, line, xs, marks, look_of[name], lowest)


def _chunk_axis(axes: Axes, sizes: list[int]) -> None:
    """One at a time at the left, then the chunk sizes that were measured."""
    ticks = tick_counts(sizes, logarithmic=True) if sizes else []
    limits = LEFT / 2, max([*sizes, 1]) * 1.4
    count_axis(axes, limits, [(LEFT, "one at\na time"), *((tick, f"{tick:.0f}") for tick in ticks)])
    axes.axvline(0.6, color=GRID, linewidth=1)
    axes.set_xlabel("tasks that travel at once (chunk size)", labelpad=1)
    axes.set_ylabel("seconds of one task", labelpad=2)


CHART = Chart(
    "Handing out tasks", 52, lacks, finding, draw,
    Columns("how", at="chunk size", value="seconds of a task", note="note"),
)  # fmt: skip
