"""Threads beside processes under each interpreter of a machine, for work in pure Python."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.marks import mark_of_estimate
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import FAINT, KNOWN_STYLES, WHITE
from lightwork.reporting.machines.charts._curves import case_text, titles
from lightwork.reporting.machines.charts._rows import (
    MACHINE_ROW_HEIGHT,
    Dot,
    MachineRow,
    draw_machine_rows,
    log_axis,
)
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    lacks_lines,
    machine_styles,
    short_names,
)
from lightwork.reporting.machines.comparison import Comparison, Pooled
from lightwork.reporting.machines.hosts.interpreters import OneMachine, OneWork, side_by_side
from lightwork.reporting.machines.text.interpreters import WORKER_SORT_NAMES
from lightwork.reporting.machines.text.interpreters import interpreter_finding as words_of
from lightwork.reporting.text.figures import count, times, times_between

#: What each sort of workers looks like, as elsewhere its best-known strategy.
WORKER_SORT_STYLES = {"threads": KNOWN_STYLES["threads"], "processes": KNOWN_STYLES["pool"]._replace(marker="s"),
         "interpreters": KNOWN_STYLES["interpreters"]}  # fmt: skip
#: Characters of an interpreter's name, and inches of a panel's title.
LONGEST_INTERPRETER_NAME, TITLE = 44, 0.36
FOOTNOTE = (
    "Times the plain loop under the same interpreter, measured in the same rounds: right of the "
    "line at 1× is faster. The best strategy of each sort, cold: workers are started and ended in "
    "the clock. Bars: 95 % intervals. Dotted: as many times as workers. The axis is logarithmic."
)


class Shown(NamedTuple):
    """A panel: one workload on one machine."""

    machine: OneMachine
    work: OneWork
    names: dict[str, str]  # of the interpreters by the label of their series, short


def lacks(comparison: Comparison) -> str | None:
    if reason := lacks_lines(comparison):
        return reason
    if side_by_side(comparison):
        return None
    return "No machine was measured under two interpreters with threads and work in pure Python."


def finding(comparison: Comparison) -> str:
    return words_of(side_by_side(comparison)[0])


def _shown(comparison: Comparison) -> Iterator[Shown]:
    for machine in side_by_side(comparison):
        short = short_names([one.name for one in machine.interpreters], LONGEST_INTERPRETER_NAME)
        names = {one.series.label: short[one.name] for one in machine.interpreters}
        yield from (Shown(machine, work, names) for work in machine.works)


def draw(comparison: Comparison) -> Figure:
    shown = list(_shown(comparison))
    look_of = machine_styles(comparison)
    most = max(len(one.names) for one in shown)
    left = 0.3 + inches(name for one in shown for name in one.names.values())
    figure, axes = panels(
        len(shown), finding(comparison), FOOTNOTE, columns=2,
        size=(2.7, height := 1.7 * MACHINE_ROW_HEIGHT * (most + 0.5)), left=left, right=1.0, above=0.75, below=0.6,
    )  # fmt: skip
    for one, panel in zip(axes, shown, strict=True):
        _panel(one, panel, look_of)
    sorts = {sort for panel in shown for best in panel.work.best for sort in best}
    _add_key(axes[0], sorts, 1 + TITLE / height)
    return figure


def _panel(axes: Axes, shown: Shown, look_of: dict[str, MachineStyle]) -> None:
    work = shown.work
    rows = [
        _row(shown, one.series.label, best, look_of[one.series.label])
        for one, best in zip(shown.machine.interpreters, work.best, strict=True)
    ]
    estimates = [dot.estimate for row in rows for dot in row.dots]
    bounds = [value for e in estimates for value in (e.value, e.low, e.high) if value > 0]
    log_axis(axes, min(1.0, *bounds), max(float(work.workers), *bounds))
    axes.axvline(1, color=FAINT, linewidth=1.1, zorder=1)
    axes.axvline(work.workers, color=FAINT, linewidth=1.1, linestyle=":", zorder=1)
    axes.set_xlabel("speedup: times the plain loop", labelpad=2)
    draw_machine_rows(axes, rows, apart=0.5)
    machine = f", {shown.machine.label}" if shown.machine.label else ""
    panel_title(
        axes, titles(work.work)[0], f"pure Python, {count(work.workers, 'worker')}{machine}"
    )


def _row(shown: Shown, label: str, best: Mapping[str, Pooled], look: MachineStyle) -> MachineRow:
    dots = tuple(
        _dot(shown, label, sort, best[sort], look) for sort in WORKER_SORT_STYLES if sort in best
    )
    return MachineRow(shown.names[label], dots, f"threads {times(dots[0].estimate.value)}", look)


def _dot(shown: Shown, label: str, sort: str, pooled: Pooled, look: MachineStyle) -> Dot:
    assert pooled.speedup is not None  # only such are kept
    drawn = MachineStyle(
        WORKER_SORT_STYLES[sort].colour,
        WORKER_SORT_STYLES[sort].marker,
        WORKER_SORT_NAMES[sort],
        look.token,
    )
    mark = mark_of_estimate(
        titles(shown.work.work)[0], shown.names[label], WORKER_SORT_NAMES[sort], pooled.speedup, times_between,
        note=case_text(pooled), tokens=(look.token,),
    )  # fmt: skip
    return Dot(pooled.speedup, drawn, mark)


def _add_key(axes: Axes, sorts: Collection[str], above: float) -> None:
    """What the markers mean, above the title of the first panel."""
    handles = [
        Line2D([], [], color=look.colour, marker=look.marker, linestyle="", markersize=5,
               markeredgecolor=WHITE, markeredgewidth=0, label=WORKER_SORT_NAMES[sort])
        for sort, look in WORKER_SORT_STYLES.items() if sort in sorts
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.02, above), ncols=3, frameon=False,
        borderpad=0, handletextpad=0.1, columnspacing=0.9, fontsize=7.5,
    )  # fmt: skip


CHART = Chart(
    "Threads and processes under each interpreter", 15, lacks, finding, draw,
    Columns("workload", "interpreter", "workers are", "speedup", note="strategy"),
)  # fmt: skip
