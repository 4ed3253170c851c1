"""Who worked when: a panel per interesting case, a row per worker, a bar per task."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from lightwork.core.candidate import api_name
from lightwork.core.record import DRAWN
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.marks import strategy, tag_series
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.timeline_rows import (
    PART_COLOURS,
    draw_worker_rows,
    longest_usual,
    mark_worker_rows,
)
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.time_breakdown import (
    TracedCase,
    traced_cases,
    wholly_traced_case,
)
from lightwork.reporting.text.figures import count, number_text, seconds_text
from lightwork.reporting.text.names import is_threads

FOOTNOTE = (
    "One traced round a case, cold. A bar is a task, in two greens by turns; where there are too "
    "many to tell apart, the darker the more of the time is spent in tasks."
)
LONG_WAITS = (
    " Long waits: tasks of threads that took more than three times the median, mostly waiting for "
    "the GIL."
)


def _shown(analysis: Analysis) -> list[TracedCase]:
    """What is `DRAWN`, or else whatever every task is known of: one case a workload."""
    if found := [one for names in DRAWN if (one := wholly_traced_case(analysis, *names))]:
        return found
    others: dict[str, TracedCase] = {}
    for traced in traced_cases(analysis):
        if traced.timeline.drawable:
            others.setdefault(traced.case.workload, traced)
    return list(others.values())[: len(DRAWN)]


def _finding(_analysis: Analysis, shown: list[TracedCase]) -> str:
    """What the first pictures show, in figures."""
    clauses = "; ".join(_clause(traced) for traced in shown[:3])
    return f"{clauses[0].upper()}{clauses[1:]}."


def _clause(traced: TracedCase) -> str:
    case, timeline = traced.case, traced.timeline
    if traced.kind == "sleep" and case.workload == "naps":
        waves = max(worker.tasks for worker in timeline.workers)
        return (
            f"{timeline.tasks} naps by {count(case.workers, 'worker')} come in "
            f"{count(waves, 'wave')} and take {seconds_text(timeline.closed)}"
        )
    if traced.kind == "cpu" and is_threads(case) and timeline.serial and case.workers > 1:
        longer = number_text(timeline.busy / timeline.serial)
        return (
            f"tasks of {count(case.workers, 'thread')} on {case.workload} take {longer} times as "
            "long as alone"
        )
    first = timeline.workers[0].first
    return (
        f"the first task of {api_name(case.strategy)} on {case.workload} begins after "
        f"{seconds_text(first)} of {seconds_text(timeline.closed)}"
    )


def _draw(analysis: Analysis, shown: list[TracedCase]) -> Figure:
    long = any(traced.timeline.longest > _long(traced) for traced in shown)
    figure, axes = panels(
        len(shown), _finding(analysis, shown), FOOTNOTE + LONG_WAITS * long, columns=1,
        size=(8.2, 1.15), left=1.0, right=0.35, above=0.55, below=0.42,
    )  # fmt: skip
    for one, traced in zip(axes, shown, strict=True):
        _panel(one, traced)
    _key(axes[0], long)
    return figure


def _panel(axes: Axes, traced: TracedCase) -> None:
    case, timeline = traced.case, traced.timeline
    scale, unit = (1.0, "seconds") if timeline.closed >= 1 else (1e3, "milliseconds")
    draw_worker_rows(axes, timeline, scale, _long(traced))
    mark_worker_rows(axes, traced, scale)
    drawn = (*axes.patches, *axes.collections, *axes.texts, *axes.images)
    tag_series(strategy(case.strategy), *drawn)
    axes.set_xlabel(unit, labelpad=1)
    about = f"{timeline.tasks} tasks, {seconds_text(timeline.closed)}"
    if timeline.serial is not None:
        about += f"; serial loop {seconds_text(timeline.serial)}"
    elif traced.kind == "sleep":
        about += f"; one after the other {seconds_text(timeline.busy)}"
    idle = case.workers - len(timeline.workers)
    if idle > 0:
        about += f"; {idle} of {count(case.workers, 'worker')} ran no task"
    panel_title(axes, f"{case.workload} by {api_name(case.strategy)}", about)


def _long(traced: TracedCase) -> float:
    """Seconds of a task that must have waited. Uneven tasks may take long without waiting."""
    even = traced.case.workload != "mandelbrot"
    if even and is_threads(traced.case) and traced.kind == "cpu":
        return longest_usual(traced.timeline)
    return math.inf


def _key(axes: Axes, long: bool) -> None:
    named = {"alone": "task", "longer": "task with a long wait", "start_up": "start-up",
             "waiting": "waiting for the last", "ending": "returning results, ending"}  # fmt: skip
    handles = [Patch(color=PART_COLOURS[part], label=name, linewidth=0)
               for part, name in named.items() if long or part != "longer"]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=6, borderpad=0.2,
        handlelength=1.2, fontsize=7.5,
    )  # fmt: skip


CHART = chart_of(
    "Who worked when", 24, _shown, "No case was traced task by task.", _finding, _draw,
    Columns(at="worker", value="in tasks", interval="", note="when"),
)  # fmt: skip
