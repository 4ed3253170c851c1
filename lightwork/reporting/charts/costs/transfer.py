"""Carrying a payload: seconds of a one-way trip and bytes per second, by size and channel."""

from collections.abc import Mapping
from statistics import median

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.candidate import api_name
from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_axes import in_sight, log_axis, payload_axis
from lightwork.reporting.charts.parts.cost_words import cost_finding
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.lines_and_dots import EDGED
from lightwork.reporting.charts.parts.marks import Mark
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import CEILING_COLOUR, FAINT, width_of
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import NO_CHANNEL, channel, channels
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import payload, per_second, seconds_between, seconds_text
from lightwork.reporting.text.names import PAYLOADS, label_of

_finding = cost_finding("Transfer ", "Shared memory")
FOOTNOTE = (
    "Half of a round trip between two processes, total time; a pool's argument or result is one "
    "call; pickle is dumps and loads in one process. Bars: intervals of the medians (at least "
    "95 %). Grey: the same bytes copied in memory, the limit."
)
COPY = "memory copy"

#: Channel -> its cases by bytes, ascending.
Curves = dict[str, dict[int, CaseResult]]


def _payloads(analysis: Analysis) -> dict[str, Curves]:
    """What was carried, bytes first; each with its channels."""
    carried = dict.fromkeys(one.case.workload for one in analysis.costs_of("transfer"))
    order = [name for name in PAYLOADS if name in carried]
    order += [name for name in carried if name not in PAYLOADS]
    return {name: curves for name in order if (curves := _curves(analysis, name))}


def _curves(analysis: Analysis, carried: str) -> Curves:
    names = channels(analysis, carried)
    return {name: curve for name in names if (curve := channel(analysis, carried, name))}


def _moved(curves: Curves) -> Curves:
    """Without pickling alone, which moves nothing: out of band it would be beyond all rates."""
    return {name: curve for name, curve in curves.items() if name not in NO_CHANNEL} or curves


def _draw(analysis: Analysis, shown: dict[str, Curves]) -> Figure:
    series = series_of(one.case for one in analysis.costs_of("transfer"))
    figure, axes = panels(
        2 * len(shown), _finding(analysis, shown), FOOTNOTE, columns=2, size=(3.3, 3.1), left=0.85,
        right=0.35 + width_of([*map(api_name, series), COPY]), below=0.6,
    )  # fmt: skip
    for i, (name, curves) in enumerate(shown.items()):
        label = label_of(name, PAYLOADS)
        title = f"{label[:1].upper()}{label[1:]}"
        _panel(axes[2 * i], title, curves, series, rates=False)
        panel_title(axes[2 * i], title, "seconds of a one-way trip: lower is better")
        _panel(axes[2 * i + 1], title, _moved(curves), series, rates=True)
        panel_title(axes[2 * i + 1], title, "bytes per second: higher is better")
    return figure


def _panel(
    axes: Axes, title: str, curves: Curves, series: Mapping[str, Series], *, rates: bool
) -> None:
    make = _rate if rates else lambda _, estimate: estimate
    lines = {name: {size: make(size, one.seconds) for size, one in curve.items()}
             for name, curve in curves.items()}  # fmt: skip
    copies = {size: make(size, copy) for size, copy in _copies(curves).items()}
    low, high = in_sight([*copies.values(), *(e for line in lines.values() for e in line.values())])
    log_axis(axes.yaxis, low, high, per_second if rates else seconds_text)
    sizes = sorted(copies)
    payload_axis(axes.xaxis, sizes)
    axes.plot(
        sizes, [copies[size].value for size in sizes], color=CEILING_COLOUR, linewidth=2.2, zorder=1
    )
    ends = [EndLabel(COPY, sizes[-1], copies[sizes[-1]].value, FAINT)]
    for name, line in lines.items():
        reads = [_read(title, series[name], curves[name][size], size) for size in line]
        series[name].line(axes, list(line), list(line.values()), reads, zorder=3, **EDGED)
        ends.append(series[name].label(max(line), line[max(line)].value))
    axes.grid(axis="y", which="both", linewidth=0.5)
    axes.set_xlabel("payload", labelpad=1)
    label_ends(axes, ends)


def _read(title: str, series: Series, one: CaseResult, size: int) -> Mark:
    """The same in both panels, seconds and rate."""
    rate = per_second(size / one.seconds.value)
    return series.read(title, payload(size), one.seconds, seconds_between, note=rate, place=size)


def _rate(size: int, estimate: Estimate) -> Estimate:
    """Bytes per second of a trip; the shortest trip is the highest rate."""
    return estimate._replace(
        value=size / estimate.value, low=size / estimate.high, high=size / estimate.low
    )


def _copies(curves: Curves) -> dict[int, Estimate]:
    """The memory copy of each size, the median over the channels that it was measured beside."""
    copies: dict[int, list[Estimate]] = {}
    for curve in curves.values():
        for size, one in curve.items():
            copies.setdefault(size, []).append(one.estimates["granularity"])
    medians = {size: median(copy.value for copy in found) for size, found in copies.items()}
    return {size: copies[size][0]._replace(value=middle, low=middle, high=middle)
            for size, middle in medians.items()}  # fmt: skip


CHART = chart_of(
    "Transfer of payloads", 43, _payloads, "No payload was transferred (see --families transfer).",
    _finding, _draw,
    Columns("carried", "channel", "payload", "seconds of a trip", note="rate"),
)  # fmt: skip
