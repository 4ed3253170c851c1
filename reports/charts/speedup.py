"""Speedup against workers: a panel per workload, a line per strategy, as cold calls."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.analysis import Analysis, Work
from reports.charts import Chart
from reports.charts._labels import EndLabel, label_ends
from reports.charts._panels import panel_title, panels
from reports.charts._style import Look, looks, shortened, width_of
from reports.charts._worker_axes import (
    aside,
    draw_limits,
    is_logarithmic,
    mark_cores,
    set_scales,
)
from reports.estimates import CaseResult
from reports.ranking import choose
from reports.selection import curve, strategies
from reports.wording import count, seconds, times

#: How far strategies stand apart beside a number of workers (workers, or octaves).
DODGE = 0.22
#: More dots than this become pixels inside the SVG, which keeps the page light.
MOST_DOTS = 2500
SHORT_HEADINGS = {
    "cpu": "pure Python",
    "native": "outside the GIL",
    "memory": "memory-bound",
    "sleep": "waiting",
    "mixed": "waiting and computing",
}
FOOTNOTE = (
    "Cold calls: workers are started and ended inside the clock. Marker: median over the rounds; "
    "bar: its 95 % interval; faint dots: every round over its own serial loop. "
    "Grey: the ceiling, the same work in independent processes that share nothing. "
    "Dotted: ideal, as many times as workers. Process strategies use the default start method."
)


def lacks(analysis: Analysis) -> str:
    return "" if _shown(analysis) else "No parallel case was measured cold."


def finding(analysis: Analysis) -> str:
    """The reach by kind of work, as one sentence."""
    parts = []
    for kind, short in SHORT_HEADINGS.items():
        choices = [
            choice
            for work in analysis.works
            if work.kind == kind and (choice := choose(analysis, work, "cold"))
        ]
        if not choices:
            continue
        choices = [choice for choice in choices if choice.pays]
        if not choices:
            parts.append(f"{short} nothing")
            continue
        best = max(choices, key=lambda choice: choice.best.speedup.value).best
        workers = count(best.case.workers, "worker")
        parts.append(f"{short} {times(best.speedup.value)} ({best.case.strategy}, {workers})")
    if not any("×" in part for part in parts):
        return "No strategy was told to be faster than the plain loop."
    return f"Most that was reached: {', '.join(parts)}."


def _shown(analysis: Analysis) -> list[Work]:
    return [work for work in analysis.works if any(analysis.of(work, "cold"))]


def draw(analysis: Analysis) -> Figure:
    works = _shown(analysis)
    right = 0.3 + width_of([*strategies(analysis, cold=True), "ceiling"])
    figure, axes = panels(len(works), finding(analysis), FOOTNOTE, right=right)
    look_of = looks(result.case for result in analysis.results)
    pixels = sum(result.rounds for result in analysis.results) > MOST_DOTS
    for one, work in zip(axes, works, strict=True):
        _panel(one, analysis, work, look_of, pixels)
    return figure


def _panel(
    axes: Axes, analysis: Analysis, work: Work, look_of: dict[str, Look], pixels: bool
) -> None:
    names = strategies(analysis, (work,))
    curves = {name: line for name in names if (line := curve(analysis, work, name))}
    shown = [result for line in curves.values() for result in line]
    counts = sorted({result.case.workers for result in shown})
    labels = draw_limits(axes, analysis, work, counts)
    for i, (name, line) in enumerate(curves.items()):
        dodge = DODGE * (i / max(1, len(curves) - 1) - 0.5) if len(curves) > 1 else 0.0
        xs = [aside(result.case.workers, dodge, is_logarithmic(counts)) for result in line]
        _dots(axes, analysis, line, xs, look_of[name].colour, pixels)
        _medians(axes, line, xs, look_of[name])
        last = EndLabel(shortened(name), xs[-1], line[-1].speedup.value, look_of[name].colour)
        labels.append(last)
    speedups = [result.speedup.value for result in shown]
    set_scales(axes, counts, min(speedups), max(speedups))
    mark_cores(axes, analysis, counts[-1])
    panel_title(axes, analysis.name(work), _in_seconds(analysis, work, shown))
    label_ends(axes, labels)


def _in_seconds(analysis: Analysis, work: Work, shown: list[CaseResult]) -> str:
    """The absolute figures behind the panel's ratios."""
    serial = analysis.serial_seconds[work].value
    shortest = min(result.seconds.value for result in shown)
    return f"plain loop {seconds(serial)}, shortest {seconds(shortest)}"


def _dots(
    axes: Axes, analysis: Analysis, line: list[CaseResult], xs: list[float], colour: str,
    pixels: bool,
) -> None:  # fmt: skip
    """Every round of a strategy over its own serial loop."""
    dots = [
        (x, speedup)
        for x, result in zip(xs, line, strict=True)
        for speedup in analysis.rounds[result.case]["speedup"]
    ]
    axes.plot(
        *zip(*dots, strict=True), ".", color=colour, alpha=0.35, markersize=3, markeredgewidth=0,
        rasterized=pixels, zorder=2,
    )  # fmt: skip


def _medians(axes: Axes, line: list[CaseResult], xs: list[float], look: Look) -> None:
    """The medians of a strategy, joined, with their interval bars."""
    estimates = [result.speedup for result in line]
    low = [e.value - e.low if e.bounded else 0.0 for e in estimates]
    high = [e.high - e.value if e.bounded else 0.0 for e in estimates]
    axes.errorbar(
        xs, [e.value for e in estimates], yerr=[low, high], color=look.colour, marker=look.marker,
        markersize=4.5, linewidth=1.1, elinewidth=0.9, markeredgecolor="white",
        markeredgewidth=0.4, zorder=3,
    )  # fmt: skip


CHART = Chart("Speedup against workers", 10, lacks, finding, draw)
