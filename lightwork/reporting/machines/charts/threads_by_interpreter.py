"""Threads beside processes under each interpreter of a machine, for work in pure Python."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow, RowPoint
from lightwork.reporting.charts.parts.style import FAINT, KNOWN_STYLES, WHITE
from lightwork.reporting.machines.charts._curves import case_text, titles
from lightwork.reporting.machines.charts._rows import (
    RowPanel,
    draw_row_panels,
    machine_log_axis,
    row_values,
)
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    short_names,
    unless_fleet,
)
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.machines.hosts.interpreters import OneMachine, OneWork, side_by_side
from lightwork.reporting.machines.text.interpreters import WORKER_SORT_NAMES, interpreter_finding
from lightwork.reporting.text.figures import count, times, times_between

#: What each sort of workers looks like, as elsewhere its best-known strategy.
WORKER_SORT_STYLES = {
    "threads": KNOWN_STYLES["threads"],
    "processes": KNOWN_STYLES["pool"]._replace(marker="s"),
    "interpreters": KNOWN_STYLES["interpreters"],
}
#: Characters of an interpreter's name, and inches of a panel's title.
LONGEST_INTERPRETER_NAME, TITLE = 44, 0.36
#: Inches of a row, and rows that a panel is higher than its own.
INTERPRETER_ROW_HEIGHT, ROOM = 1.7 * ROW_HEIGHT, 0.5
FOOTNOTE = (
    "Times the serial loop under the same interpreter, measured in the same rounds: right of the "
    "line at 1× is faster. The best strategy of each sort, cold: workers are started and ended in "
    "the clock. Bars: 95 % intervals. Dotted: as many times as workers. The axis is logarithmic."
)


def finding(_comparison: Comparison, machines: Sequence[OneMachine]) -> str:
    return interpreter_finding(machines[0])


def draw(comparison: Comparison, machines: Sequence[OneMachine]) -> Figure:
    panels = [_panel(machine, work) for machine in machines for work in machine.works]
    labels = [row.label for panel in panels for row in panel.rows]
    figure, every = draw_row_panels(
        panels, finding(comparison, machines), FOOTNOTE, width=2.7, apart=0.5, right=1.0,
        row_height=INTERPRETER_ROW_HEIGHT, room=ROOM, left=0.3 + inches(labels), above=0.75,
        below=0.6,
    )  # fmt: skip
    height = INTERPRETER_ROW_HEIGHT * (len(panels[0].rows) + ROOM)
    sorts = {sort for machine in machines for work in machine.works for best in work.best
             for sort in best}  # fmt: skip
    # What the markers mean, above the title of the first panel.
    handles = [
        Line2D([], [], color=style.colour, marker=style.marker, linestyle="", markersize=5,
               markeredgecolor=WHITE, markeredgewidth=0, label=WORKER_SORT_NAMES[sort])
        for sort, style in WORKER_SORT_STYLES.items() if sort in sorts
    ]  # fmt: skip
    every[0].legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1 + TITLE / height), ncols=3,
        frameon=False, borderpad=0, handletextpad=0.1, columnspacing=0.9, fontsize=7.5,
    )  # fmt: skip
    return figure


def _panel(machine: OneMachine, work: OneWork) -> RowPanel:
    """One workload on one machine: a row for each interpreter."""
    names = short_names([one.name for one in machine.interpreters], LONGEST_INTERPRETER_NAME)
    title, _ = titles(work.work)
    rows = []
    for one, best in zip(machine.interpreters, work.best, strict=True):
        points = _points(title, names[one.name], one.series.key, best)
        note = f"threads {times(points[0].estimate.value)}"
        rows.append(PlotRow(names[one.name], points, note))

    def axis(axes: Axes, rows: Sequence[PlotRow]) -> None:
        machine_log_axis(axes, [1.0, float(work.workers), *row_values(rows)])
        axes.axvline(1, color=FAINT, linewidth=1.1, zorder=1)
        axes.axvline(work.workers, color=FAINT, linewidth=1.1, linestyle=":", zorder=1)
        axes.set_xlabel("speedup: times the serial loop", labelpad=2)

    where = f", {machine.label}" if machine.label else ""
    about = f"pure Python, {count(work.workers, 'worker')}{where}"
    return RowPanel(rows, axis, (title, about))


def _points(
    panel: str, name: str, token: str, best: Mapping[str, CaseDigest]
) -> tuple[RowPoint, ...]:
    """The speedup of each sort of workers, in the colour of the sort."""
    points = []
    for sort, (colour, marker) in WORKER_SORT_STYLES.items():
        if sort in best and (speedup := best[sort].speedup) is not None:
            style, note = MachineStyle(colour, marker, name, token), case_text(best[sort])
            points.append(
                style.point(panel, WORKER_SORT_NAMES[sort], speedup, times_between, note=note)
            )
    return tuple(points)


CHART = unless_fleet(chart_of(
    "Threads and processes under each interpreter", 15, side_by_side,
    "No machine was measured under two interpreters with threads and work in pure Python.",
    finding, draw, Columns("workload", "interpreter", "workers are", "speedup", note="strategy"),
))  # fmt: skip
