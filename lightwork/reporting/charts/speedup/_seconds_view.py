"""Speedups at the usable cores as seconds of a cold call: a panel per workload, a row per strategy.

The chart `speedup` shows this picture where a reader asks for seconds.
"""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow, RowPoint, draw_rows
from lightwork.reporting.charts.parts.marks import Mark
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import CEILING_COLOUR, FAINT, INK, shortened, width_of
from lightwork.reporting.decide.headline import chart_headline
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import at_full, full_workers, strategies
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_between, seconds_text, times_between

FOOTNOTE = (
    "Cold calls, default start method. Bars: intervals (95 %). Black line: the serial loop "
    "in one process. Grey line: the ceiling, the same work in independent processes. The axis is "
    "logarithmic."
)
#: Ticks of each decade, by how many times the axis' start its end is.
SECONDS_TICKS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (5, (1, 1.5, 2, 3, 5, 7)),
    (20, (1, 2, 5)),
    (200, (1, 3)),
    (math.inf, (1,)),
)


def read_speedup(series: Series, analysis: Analysis, work: Work, result: CaseResult) -> Mark:
    """Speedup, and beside it the seconds: alike whichever of them the picture shows."""
    return series.read(
        analysis.name(work), result.case.workers, result.speedup, times_between,
        note=seconds_between(result.seconds),
    )  # fmt: skip


def _shown(analysis: Analysis) -> dict[Work, list[CaseResult]]:
    return {work: cases for work in analysis.works if (cases := _cases(analysis, work))}


def _cases(analysis: Analysis, work: Work) -> list[CaseResult]:
    found = (at_full(analysis, work, name) for name in strategies(analysis, (work,)))
    return [result for result in found if result]


def draw_in_seconds(analysis: Analysis) -> Figure:
    shown = _shown(analysis)
    most = max(len(cases) for cases in shown.values())
    names = [result.case.strategy for cases in shown.values() for result in cases]
    figure, axes = panels(
        len(shown), chart_headline(analysis, list(shown)), FOOTNOTE,
        size=(2.3, ROW_HEIGHT * (most + 1)), left=0.35 + width_of(names), right=0.75,
    )  # fmt: skip
    series = series_of(result.case for result in analysis.results)
    for one, (work, cases) in zip(axes, shown.items(), strict=True):
        _panel(one, analysis, work, cases, series)
    return figure


def _panel(
    axes: Axes, analysis: Analysis, work: Work, cases: list[CaseResult], series: dict[str, Series]
) -> None:
    rows = []
    for result in cases:
        own = series[result.case.strategy]
        read = read_speedup(own, analysis, work, result)
        one = RowPoint(result.seconds, own.colour, own.marker, mark=read)
        rows.append(PlotRow(shortened(own.name), (one,), seconds_text(result.seconds.value)))
    draw_rows(axes, rows)
    axes.set_ylim(len(rows) + 0.3, -0.6)
    serial = analysis.serial_seconds[work].value
    workers = full_workers(analysis, work)
    ceiling = analysis.ceilings.get((work, workers))
    _limit(axes, serial, "serial loop", INK, 1.2)
    marks = [serial, *(result.seconds.value for result in cases)]
    if ceiling is not None:
        marks.append(serial / ceiling.value)
        _limit(axes, marks[-1], "ceiling", CEILING_COLOUR, 2.2)
    _scale(axes, min(marks), max(marks))
    about = f"serial loop {seconds_text(serial)}; {count(workers, 'worker')}"
    panel_title(axes, analysis.name(work), about)


def _limit(axes: Axes, at: float, name: str, colour: str, width: float) -> None:
    """A line over all rows with its name at its foot."""
    axes.axvline(at, color=colour, linewidth=width, zorder=1)
    axes.annotate(
        name, (at, 0), (3, 2), xycoords=("data", "axes fraction"), textcoords="offset points",
        size=6, color=FAINT,
    )  # fmt: skip


def _scale(axes: Axes, low: float, high: float) -> None:
    """A logarithmic axis with ticks that don't touch."""
    axes.set_xscale("log")
    axes.set_xlim(low / 1.25, high * 1.25)
    digits = next(digits for most, digits in SECONDS_TICKS if high / low < most)
    ticks = [d * 10.0**p for p in range(-9, 6) for d in digits]
    inside = [tick for tick in ticks if low / 1.25 <= tick <= high * 1.25]
    texts = [seconds_text(tick).replace(".00", "").replace(".0", "") for tick in inside]
    axes.set_xticks(inside, texts)
    axes.minorticks_off()
