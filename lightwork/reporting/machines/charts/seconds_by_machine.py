"""Seconds of the serial loop and of the shortest case: a panel per workload, a row per machine."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.dot_rows import PlotRow
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
    machine_styles,
    readable,
    unless_fleet,
    with_letters,
)
from lightwork.reporting.machines.comparison import Comparison, HostWork, MachineSeries
from lightwork.reporting.text.figures import count, seconds_between, seconds_text

FOOTNOTE = (
    "Hollow: the serial loop in one process. Filled: the shortest case of that machine. Bars: 95 % "
    "intervals within that machine's own rounds. These are seconds of different moments on "
    "different machines: how much each machine's speed drifts is in the ratios of the chart "
    "“Machines by kind of work”. The axis is logarithmic."
)


def finding(comparison: Comparison, shown: Sequence[HostWork]) -> str:
    """The workload in which the machines differ most."""
    style_of = machine_styles(comparison)
    spans = []
    for one in shown:
        seconds = [(case.seconds.value, label) for label, case in one.shortest.items()]
        (least, first), (most, last) = min(seconds), max(seconds)
        spans.append((most / least, one.work.workload, least, first, most, last))
    _, workload, least, first, most, last = max(spans, key=lambda span: span[0])
    if first == last:
        return f"How long each workload takes on {style_of[first].name}, at best and as a loop."
    return (
        f"The machines differ most in {readable(workload)}: at best {seconds_text(least)} on "
        f"{style_of[first].name}, {seconds_text(most)} on {style_of[last].name}."
    )


def draw(comparison: Comparison, shown: Sequence[HostWork]) -> Figure:
    style_of = machine_styles(comparison)
    panels = []
    for host in shown:
        rows = [
            _row(host, series, style_of[series.label])
            for series in comparison.series
            if series.label in host.shortest
        ]
        panels.append(RowPanel(rows, _axis, titles(host.work)))
    figure, _ = draw_row_panels(
        panels, with_letters(finding(comparison, shown), comparison), FOOTNOTE, width=2.9,
        joined=True, right=1.35,
        left=0.35 + inches(style.name for style in style_of.values()),
    )  # fmt: skip
    return figure


def _axis(axes: Axes, rows: Sequence[PlotRow]) -> None:
    machine_log_axis(axes, row_values(rows), _tick)


def _tick(value: float) -> str:
    number, unit = seconds_text(value).split(" ", 1)
    return f"{float(number):g} {unit}"


def _row(host: HostWork, series: MachineSeries, style: MachineStyle) -> PlotRow:
    shortest = host.shortest[series.label]
    loop = series.serial.get(host.work[:2], shortest.reference)
    panel, _ = titles(host.work)
    note = f"{case_text(shortest)}, {count(shortest.case.workers, 'worker')}"
    points = (
        style.point(panel, "serial loop", loop, seconds_between, filled=False),
        style.point(panel, "shortest", shortest.seconds, seconds_between, note=note),
    )
    seconds = f"{seconds_text(loop.value)} → {seconds_text(shortest.seconds.value)}"
    return PlotRow(style.name, points, seconds)


CHART = unless_fleet(chart_of(
    "Seconds on each machine", 21,
    lambda comparison: [one for one in comparison.hosts if one.shortest], "No case was measured.",
    finding, draw, Columns(series="machine", at="what", value="seconds", note="case"),
))  # fmt: skip
