"""One machine in the course of time: the speedups of its runs, with the commits as ticks."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import Case
from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.lines_and_dots import draw_line
from lightwork.reporting.charts.parts.marks import mark, mark_of_estimate
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import CYCLE, GRID, MARKERS
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    lacks_lines,
    machine_styles,
    readable,
)
from lightwork.reporting.machines.comparison import Comparison, History, RunInHistory
from lightwork.reporting.text.figures import between, count, times, times_between

#: More runs than this are shown by the medians of neighbours; more commits don't get a tick each.
MOST_PLACES, MOST_TIME_TICKS = 60, 10
#: Speedups that differ by more than this many times are shown on a logarithmic axis.
MOST_LINEAR_SPEEDUP = 8.0
FOOTNOTE = (
    "Each run of a machine in order of time, the commit of its checkout beneath (* with changes). "
    "The shortest case of each workload. Bars: 95 % intervals within a run. A speedup is a ratio "
    "within rounds, so it compares over time; seconds would not."
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
        words = f"{self.runs[0].at:%Y-%m-%d %H:%M} {self.tick}"
        runs = len(self.runs)
        return words + (f" and {count(runs - 1, 'run')} after it" if runs > 1 else "")

    def speedup(self, case: Case) -> Estimate | None:
        """The run's own figure; of several runs their median, with the interval of medians."""
        found = [moment.speedups[case] for moment in self.runs if case in moment.speedups]
        if len(found) < 2:
            return found[0] if found else None
        return median_interval([one.value for one in found])


def places(history: History) -> list[RunGroup]:
    """The runs in order of time; neighbours together where there are too many."""
    each = -(-len(history.runs) // MOST_PLACES)
    starts = range(0, len(history.runs), each)
    return [RunGroup(history.runs[start : start + each]) for start in starts]


def lacks(comparison: Comparison) -> str | None:
    if reason := lacks_lines(comparison):
        return reason
    return None if comparison.histories else "No machine has two runs."


def finding(comparison: Comparison) -> str:
    """The case whose speedup differs most between the first and the last run, beyond intervals."""
    changes = []
    for history in comparison.histories:
        for case in history.cases:
            found = [place.speedup(case) for place in places(history)]
            known = [one for one in found if one is not None and one.value > 0]
            if len(known) > 1 and _apart(known[0], known[-1]):
                ratio = known[-1].value / known[0].value
                changes.append((max(ratio, 1 / ratio), history, case, known[0], known[-1]))
    if not changes:
        return "From the first run to the last no speedup changed beyond its intervals."
    _, history, case, first, last = max(changes, key=lambda change: change[0])
    return (
        f"The largest change from the first run to the last is {readable(case.workload)} on "
        f"{machine_styles(comparison)[history.series].name}: {times(first.value)} "
        f"{between(first)} became {times(last.value)} {between(last)}."
    )


def _apart(one: Estimate, other: Estimate) -> bool:
    bounded = one.bounded and other.bounded
    return bounded and (one.high < other.low or other.high < one.low)


def draw(comparison: Comparison) -> Figure:
    histories = comparison.histories
    look_of = machine_styles(comparison)
    right = 0.3 + inches(readable(case.workload) for history in histories for case in history.cases)
    figure, axes = panels(
        len(histories), finding(comparison), FOOTNOTE, columns=2, size=(3.3, 2.5), right=right,
        below=0.95,
    )  # fmt: skip
    names = dict.fromkeys(case.workload for history in histories for case in history.cases)
    for one, history in zip(axes, histories, strict=True):
        _panel(one, history, look_of[history.series], list(names))
    return figure


def _panel(axes: Axes, history: History, look: MachineStyle, names: list[str]) -> None:
    shown = places(history)
    lines = {
        case: [(x, one) for x, place in enumerate(shown) if (one := place.speedup(case))]
        for case in history.cases
    }
    labels = [
        _line(axes, shown, case, line, names.index(case.workload), look)
        for case, line in lines.items()
        if line
    ]
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
    panel_title(axes, look.name, _span(history))
    label_ends(axes, labels)


def _span(history: History) -> str:
    first, last = history.runs[0].at, history.runs[-1].at
    return f"{count(len(history.runs), 'run')}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _line(
    axes: Axes, shown: Sequence[RunGroup], case: Case, line: list[tuple[int, Estimate]], number: int,
    look: MachineStyle,
) -> EndLabel:  # fmt: skip
    """One case over time; colours are of workloads here, as a panel has one machine."""
    colour, marker = CYCLE[number % len(CYCLE)], MARKERS[number % len(MARKERS)]
    xs, estimates = [x for x, _ in line], [one for _, one in line]
    draw_line(
        axes, xs, estimates, colour, (look.token,), marker=marker, markersize=4, linewidth=1.1,
        elinewidth=0.9, zorder=3,
    )  # fmt: skip
    for x, one in line:
        told_case = f"{case.workload}, {case.strategy}, {count(case.workers, 'worker')}"
        mark(axes, x, one.value, mark_of_estimate(look.name, told_case, shown[x].when, one, times_between,
                                      tokens=(look.token,), place=x))  # fmt: skip
    return EndLabel(readable(case.workload), xs[-1], estimates[-1].value, colour, (look.token,))


CHART = Chart(
    "Over time", 60, lacks, finding, draw,
    Columns("machine", "case", "run", "speedup"),
)  # fmt: skip
