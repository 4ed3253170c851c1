"""Speedups at the usable cores as seconds of a cold call: a panel per workload, a row per strategy.

The chart `speedup` shows this picture where a reader asks for seconds.
"""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts.parts.cost_axes import log_axis
from lightwork.reporting.charts.parts.dot_rows import PlotRow, RowPoint
from lightwork.reporting.charts.parts.labels import label_feet
from lightwork.reporting.charts.parts.marks import Mark
from lightwork.reporting.charts.parts.row_chart import PanelOfRows, row_panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import CEILING_COLOUR, INK, shortened, width_of
from lightwork.reporting.decide.headline import chart_headline
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import at_full, full_workers, strategies
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_between, seconds_text, times_between
from lightwork.reporting.text.names import place_of_kind

FOOTNOTE = (
    "Cold calls, default start method. Bars: intervals (95 %). Black line: the serial loop "
    "in one process. Grey line: the ceiling, the same work in independent processes. The axis is "
    "logarithmic."
)


def read_speedup(series: Series, analysis: Analysis, work: Work, result: CaseResult) -> Mark:
    """Speedup, and beside it the seconds: alike whichever of them the picture shows."""
    workers = result.case.workers
    at = workers if result.case.state == "cold" else f"{workers}, long job"
    return series.read(
        analysis.name(work), at, result.speedup, times_between,
        note=seconds_between(result.seconds), place=workers,
    )  # fmt: skip


def draw_in_seconds(analysis: Analysis) -> Figure:
    names = strategies(analysis, cold=True)
    found = {
        work: cases
        for work in sorted(analysis.works, key=lambda work: place_of_kind(work.kind))
        if (cases := [one for name in names if (one := at_full(analysis, work, name))])
    }
    series = series_of(result.case for result in analysis.results)
    shown = [_panel(analysis, work, cases, series) for work, cases in found.items()]
    labels = [row.label for panel in shown for row in panel.rows]
    return row_panels(
        shown, chart_headline(analysis, list(found)), FOOTNOTE, width=2.3, room=1, columns=3,
        left=0.35 + width_of(labels), right=0.75,
    )  # fmt: skip


def _panel(
    analysis: Analysis, work: Work, cases: Sequence[CaseResult], series: Mapping[str, Series]
) -> PanelOfRows:
    rows = []
    for result in cases:
        own = series[result.case.strategy]
        read = read_speedup(own, analysis, work, result)
        one = RowPoint(result.seconds, own.colour, own.marker, mark=read)
        rows.append(PlotRow(shortened(own.name), (one,), seconds_text(result.seconds.value)))
    serial, workers = analysis.serial_seconds[work].value, full_workers(analysis, work)
    limits = [(serial, "serial loop", INK, 1.2)]
    if ceiling := analysis.ceilings.get((work, workers)):
        limits.append((serial / ceiling.value, "ceiling", CEILING_COLOUR, 2.2))

    def axis(axes: Axes, rows: Sequence[PlotRow]) -> Sequence[PlotRow]:
        """Seconds, with the limits as lines over all rows, their names at their feet."""
        seconds = [limit[0] for limit in limits] + [one.seconds.value for one in cases]
        log_axis(axes.xaxis, min(seconds), max(seconds), room=1.25)
        for at, _, colour, width in sorted(limits):
            axes.axvline(at, color=colour, linewidth=width, zorder=1)
        named = [(at, name) for at, name, *_ in limits]
        label_feet(axes, named, 0, above=2, xycoords=("data", "axes fraction"))
        return rows

    about = f"serial loop {seconds_text(serial)}; {count(workers, 'worker')}"
    return PanelOfRows(analysis.name(work), about, rows, axis)
