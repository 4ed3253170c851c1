"""Speedup against workers: a panel per workload, a line per strategy, as cold calls.

As seconds the page shows the same cases at the usable cores (`_seconds_view`).
"""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns, View, first
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.lines_and_dots import EDGED, draw_dots
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import width_of
from lightwork.reporting.charts.parts.worker_axis import (
    Workers,
    draw_ceilings,
    mark_cores,
    scale_views,
    set_scales,
)
from lightwork.reporting.charts.speedup._seconds_view import draw_in_seconds, read_speedup
from lightwork.reporting.decide.headline import chart_headline
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import curve, strategies
from lightwork.reporting.text.figures import seconds_text

#: More rounds than this are no dots: they would hide each other, and weigh more than all else.
MOST_DOTS_OF_CHART = 2000
DOTS = "faint dots: every round over its own serial loop"
NO_DOTS = "the {} rounds are too many to show each"
FOOTNOTE = (
    "Cold calls: workers are started and ended inside the clock. Marker: median over the rounds; "
    "bar: its 95 % interval; {dots}. "
    "Grey: the ceiling, the same work in independent processes that share nothing. "
    "Dotted: ideal, as many times as workers. Process strategies use the default start method. "
    "Above: what is recommended; computing cases with more workers than cores are no candidates."
)


def lacks(analysis: Analysis) -> str | None:
    return None if _shown(analysis) else "No parallel case was measured cold."


def finding(analysis: Analysis) -> str:
    """What is recommended, by kind of work."""
    return chart_headline(analysis, _shown(analysis))


def _shown(analysis: Analysis) -> list[Work]:
    return [work for work in analysis.works if any(analysis.of(work, "cold"))]


def _views(analysis: Analysis) -> tuple[View[Analysis], ...]:
    # The most workers that all panels have: waiting has twice as many as computing.
    most = min(
        max(result.case.workers for result in analysis.of(work, "cold"))
        for work in _shown(analysis)
    )
    seconds_view = View("in_seconds", draw_in_seconds, "", "seconds")
    return (*scale_views("speedup", _draw, most, "ratio"), seconds_view)


def _draw(analysis: Analysis, logarithmic: bool) -> Figure:
    works = _shown(analysis)
    right = 0.3 + width_of([*strategies(analysis, cold=True), "ceiling"])
    rounds = sum(result.rounds for result in analysis.results)
    dotted = rounds <= MOST_DOTS_OF_CHART
    footnote = FOOTNOTE.format(dots=DOTS if dotted else NO_DOTS.format(rounds))
    figure, axes = panels(len(works), finding(analysis), footnote, right=right)
    series = series_of(result.case for result in analysis.results)
    for one, work in zip(axes, works, strict=True):
        _panel(one, analysis, work, series, logarithmic=logarithmic, dotted=dotted)
    return figure


def _panel(
    axes: Axes,
    analysis: Analysis,
    work: Work,
    series: dict[str, Series],
    *,
    logarithmic: bool,
    dotted: bool,
) -> None:
    names = strategies(analysis, (work,))
    curves = {name: line for name in names if (line := curve(analysis, work, name))}
    shown = [result for line in curves.values() for result in line]
    workers = Workers(sorted({result.case.workers for result in shown}), logarithmic)
    labels = draw_ceilings(axes, analysis, work, workers.counts)
    for i, (name, line) in enumerate(curves.items()):
        xs = [workers.aside(result.case.workers, i, len(curves)) for result in line]
        own = series[name]
        above = 2 + i / 100  # all of a strategy together: its group in the SVG is one
        if dotted:
            dots = [(x, speedup) for x, result in zip(xs, line, strict=True)
                    for speedup in analysis.rounds[result.case]["speedup"]]  # fmt: skip
            draw_dots(axes, dots, own.colour, (own.token,), above)
        reads = [read_speedup(own, analysis, work, result) for result in line]
        own.line(axes, xs, [result.speedup for result in line], reads, zorder=above, **EDGED)
        labels.append(own.label(xs[-1], line[-1].speedup.value))
    set_scales(axes, workers, [result.speedup.value for result in shown])
    mark_cores(axes, analysis, workers.most)
    # The absolute figures behind the ratios.
    serial = seconds_text(analysis.serial_seconds[work].value)
    shortest = seconds_text(min(result.seconds.value for result in shown))
    panel_title(axes, analysis.name(work), f"serial loop {serial}, shortest {shortest}")
    label_ends(axes, labels)


CHART = Chart(
    "Speedup against workers", 10, lacks, finding, first(_views),
    Columns(note="seconds of a call"), _views,
)  # fmt: skip
