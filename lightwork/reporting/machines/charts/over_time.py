"""One machine in the course of time: the speedups of its runs, with the commits as ticks."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate, median_interval, overlap
from lightwork.core.record import Case
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.lines_and_dots import draw_line
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import CYCLE, FAINT, GRID, MARKERS
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    machine_styles,
    readable,
    unless_fleet,
    with_letters,
)
from lightwork.reporting.machines.comparison import Comparison, History, RunInHistory
from lightwork.reporting.machines.series.steps import Step, steps
from lightwork.reporting.text.figures import count, times_between

#: More runs than this are shown by the medians of neighbours; more commits don't get a tick each.
MOST_PLACES, MOST_TIME_TICKS = 60, 10
#: Speedups that differ by more than this many times are shown on a logarithmic axis.
MOST_LINEAR_SPEEDUP = 8.0
FOOTNOTE = (
    "Each run of a machine in order of time, the commit of its checkout beneath (* with changes). "
    "The shortest case of each workload. Bars: 95 % intervals within a run. A speedup is a ratio "
    "within rounds, so it compares over time; seconds would not. Dashed: a change that is shown "
    "(Pettitt's test, 1 % over all cases), its commit, and the largest speedup over what it was."
)


class RunGroup(NamedTuple):
    """One run, or several neighbours as one."""

    runs: tuple[RunInHistory, ...]

    @property
    def tick(self) -> str:
        commit = self.runs[0].commit
        return readable(commit.id[:7]) + ("*" if commit.dirty else "")

    @property
    def when(self) -> str:
        more = len(self.runs) - 1
        after = f" and {count(more, 'run')} after it" if more else ""
        return f"{self.runs[0].at:%Y-%m-%d %H:%M} {self.tick}{after}"

    def speedup(self, case: Case) -> Estimate | None:
        """The run's own figure; of several runs their median, with the interval of medians."""
        found = [run.speedups[case] for run in self.runs if case in run.speedups]
        if len(found) < 2:
            return found[0] if found else None
        return median_interval([one.value for one in found])


def places(history: History) -> list[RunGroup]:
    """The runs in order of time; neighbours together where there are too many."""
    each = -(-len(history.runs) // MOST_PLACES)
    starts = range(0, len(history.runs), each)
    return [RunGroup(history.runs[start : start + each]) for start in starts]


def finding(comparison: Comparison, histories: Sequence[History]) -> str:
    """The largest change that is shown; else the case that differs most from the first run to the
    last, beyond intervals.
    """
    shown = [(one, history) for history in histories for one in steps(history)]
    if shown:
        step, history = max(shown, key=lambda one: _size(one[0]))
        return (
            f"The largest change is {readable(step.case.workload)} on "
            f"{machine_styles(comparison)[history.series].name}, with "
            f"{RunGroup(history.runs[step.place :][:1]).tick}: its speedup is "
            f"{times_between(step.times)} what it was."
        )
    changes = []
    for history in histories:
        for case in history.cases:
            known = [one for _, one in _line(places(history), case) if one.value > 0]
            if len(known) > 1 and not overlap(known[0], known[-1]):
                ratio = known[-1].value / known[0].value
                changes.append((max(ratio, 1 / ratio), history, case, known[0], known[-1]))
    if not changes:
        return "From the first run to the last no speedup changed beyond its intervals."
    _, history, case, first, last = max(changes, key=lambda change: change[0])
    return (
        f"The largest change from the first run to the last is {readable(case.workload)} on "
        f"{machine_styles(comparison)[history.series].name}: {times_between(first)} became "
        f"{times_between(last)}."
    )


def _line(shown: Sequence[RunGroup], case: Case) -> Iterator[tuple[int, Estimate]]:
    """The places where ``case`` was measured, with its speedup."""
    for x, place in enumerate(shown):
        if (speedup := place.speedup(case)) is not None:
            yield x, speedup


def draw(comparison: Comparison, histories: Sequence[History]) -> Figure:
    style_of = machine_styles(comparison)
    names = list(dict.fromkeys(case.workload for one in histories for case in one.cases))
    figure, every = panels(
        len(histories), with_letters(finding(comparison, histories), comparison), FOOTNOTE,
        columns=2, size=(3.1, 2.5),
        right=0.3 + inches(map(readable, names)), below=0.95,
    )  # fmt: skip
    for axes, history in zip(every, histories, strict=True):
        _panel(axes, history, style_of[history.series], names)
    return figure


def _panel(axes: Axes, history: History, style: MachineStyle, names: list[str]) -> None:
    shown = places(history)
    lines = {case: line for case in history.cases if (line := list(_line(shown, case)))}
    labels = [
        _draw(axes, shown, case, line, names.index(case.workload), style)
        for case, line in lines.items()
    ]
    _mark_steps(axes, history, len(history.runs) / len(shown), names)
    values = [one.value for line in lines.values() for _, one in line] or [1.0]
    if max(values) > MOST_LINEAR_SPEEDUP * min(values) > 0:
        axes.set_yscale("log", base=2)
        axes.yaxis.set_major_formatter(lambda y, _: f"{y:.3g}")
    else:
        axes.set_ylim(0, 1.1 * max(values))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_ylabel("speedup (times)", labelpad=2)
    step = -(-len(shown) // MOST_TIME_TICKS)
    axes.set_xticks(range(0, len(shown), step), [place.tick for place in shown[::step]],
                    rotation=40, ha="right", family="monospace", size=7)  # fmt: skip
    axes.set_xlim(-0.3, len(shown) - 0.7)
    first, last = history.runs[0].at, history.runs[-1].at
    span = f"{count(len(history.runs), 'run')}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    panel_title(axes, style.name, span)
    label_ends(axes, labels)


def _mark_steps(axes: Axes, history: History, each: float, names: list[str]) -> None:
    """A line before the first run of each change, with the largest; ``each``: runs at one place."""
    at: dict[int, list[Step]] = {}
    for step in steps(history):
        at.setdefault(step.place, []).append(step)
    for place, together in at.items():
        x = place / each - 0.5
        axes.axvline(x, color=FAINT, linewidth=0.8, linestyle=(0, (3, 3)), zorder=1)
        step = max(together, key=_size)
        more = f", {len(together) - 1} more" if len(together) > 1 else ""
        axes.annotate(
            f"{RunGroup((history.runs[place],)).tick} {times_between(step.times)}{more}",
            (x, 0), (-2, 3), xycoords=("data", "axes fraction"),
            textcoords="offset points", rotation=90, ha="right", va="bottom", size=6.5,
            color=CYCLE[names.index(step.case.workload) % len(CYCLE)], zorder=4,
        )  # fmt: skip


def _size(step: Step) -> float:
    return abs(math.log(step.times.value))


def _draw(
    axes: Axes, shown: Sequence[RunGroup], case: Case, line: list[tuple[int, Estimate]],
    number: int, machine: MachineStyle,
) -> EndLabel:  # fmt: skip
    """One case over time; colours are of workloads here, as a panel has one machine."""
    colour, marker = CYCLE[number % len(CYCLE)], MARKERS[number % len(MARKERS)]
    style = MachineStyle(
        colour, marker,
        f"{case.workload}, {api_name(case.strategy)}, {count(case.workers, 'worker')}",
        machine.token,
    )  # fmt: skip
    xs, estimates = zip(*line, strict=True)
    reads = [
        style.point(machine.name, shown[x].when, one, times_between, place=x).mark
        for x, one in line
    ]
    draw_line(
        axes, xs, estimates, colour, (machine.token,), reads, marker=marker, markersize=4,
        linewidth=1.1, elinewidth=0.9, zorder=3,
    )  # fmt: skip
    return style._replace(name=readable(case.workload)).label(xs[-1], estimates[-1].value)


CHART = unless_fleet(chart_of(
    "Over time", 40, lambda comparison: comparison.histories, "No machine has two runs.",
    finding, draw, Columns("machine", "case", "run", "speedup"),
))  # fmt: skip
