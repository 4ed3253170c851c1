"""How small a task may be: what is reached of what is possible, by granularity, and METG."""

import math
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_axes import in_sight, log_axis
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, INK, WHITE, width_of
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.granularity import (
    HALF_OF_CEILING,
    KERNEL_HEADINGS,
    MOST_OF_CEILING,
    GranularitySeries,
    Metg,
    all_series,
    granularity_of,
    metg_text,
    reached,
)
from lightwork.reporting.text.figures import count, percent_between, seconds_text

FOOTNOTE = (
    "About the same work, cut into ever shorter tasks, handed out one by one. Reached of what is "
    "possible: of the ceiling; where tasks wait, of as many waits at once as there are workers. "
    "Diamonds: METG, the shortest task that reaches 50 % (filled) and 90 % (hollow); bars: "
    "intervals (95 %). Dashed: workers started and ended each time. With {workers}, 50 % "
    "is {half}."
)
#: Of a start method of cold workers; warm ones are solid.
DASHES: dict[str, tuple[float, ...]] = {
    "none": (4, 2), "fork": (4, 2), "forkserver": (4, 1.5, 1, 1.5), "spawn": (1.2, 1.5),
}  # fmt: skip
#: Series by workload.
Shown = dict[str, list[GranularitySeries]]


def _shown(analysis: Analysis) -> Shown:
    return {name: found for name in KERNEL_HEADINGS if (found := all_series(analysis, name))}


def _finding(_analysis: Analysis, shown: Shown) -> str:
    """From which task on each mechanism with its warm workers reaches half."""
    parts = []
    for workload, found in shown.items():
        warm = [one for one in found if one.warm] or found
        shortest = [
            f"{one.name} {metg_text(one.half).split(' [')[0] if one.gains else one.nothing}"
            for one in sorted(warm, key=_sort_key)
        ]
        parts.append(f"{KERNEL_HEADINGS[workload].lower()}: {', '.join(shortest)}")
    return f"The shortest task that reaches half of what is possible, {'; '.join(parts)}."


def _sort_key(one: GranularitySeries) -> float:
    """Seconds of METG(50 %), for an order: what is never reached comes last."""
    finest = 0.0 if one.half.finer else one.half.seconds
    return math.inf if one.half.never or not one.gains else finest


def _draw(analysis: Analysis, shown: Shown) -> Figure:
    series = [one for found in shown.values() for one in found]
    looks = series_of(one.cases[0].case for one in series)
    labels = [_label(one) for one in series]
    most = max(one.cases[0].case.workers for one in series)
    workers = count(most, "worker")
    times = HALF_OF_CEILING * most
    half = "the serial loop's own speed" if times == 1 else f"{times:g}× the serial loop"
    footnote = FOOTNOTE.format(workers=workers, half=half)
    figure, all_axes = panels(
        len(shown), _finding(analysis, shown), footnote,
        columns=2, size=(3.5, 3.3), left=0.65, right=0.3 + width_of(labels), below=0.6,
    )  # fmt: skip
    for axes, (workload, found) in zip(all_axes, shown.items(), strict=True):
        kind = "Computing (spin)" if workload == "spin" else "Waiting (nap)"
        of = "of the ceiling" if found[0].cases[0].share else "speedup / workers"
        panel_title(axes, kind, f"{workers}; share reached ({of})")
        _panel(axes, found, looks)
    return figure


def _label(one: GranularitySeries) -> str:
    """Short enough to stand beside the panel: 22 characters."""
    return one.name.replace(", cold", " cold")


def _panel(axes: Axes, found: list[GranularitySeries], looks: Mapping[str, Series]) -> None:
    cases = [case for one in found for case in one.cases]
    granularities = [granularity_of(case) for case in cases]
    low, high = in_sight(g._replace(low=g.value, high=g.value) for g in granularities)
    log_axis(axes.xaxis, low, high)
    axes.invert_xaxis()
    most = max([1.0, *(reached(case).value for case in cases)])
    axes.set_ylim(0, 1.08 * most)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    for threshold in (HALF_OF_CEILING, MOST_OF_CEILING):
        axes.axhline(threshold, color=INK, linewidth=0.8, dashes=(1, 1.5), zorder=1)
    axes.axhline(1.0, color=FAINT, linewidth=0.6, zorder=1)
    axes.grid(axis="y", linewidth=0.5)
    axes.set_xlabel("work of one task: shorter to the right", labelpad=1)
    ends = []
    for one in found:
        look, last = looks[one.strategy], one.cases[-1]
        _line(axes, one, look)
        end = look.called(_label(one)).label(granularity_of(last).value, reached(last).value)
        ends.append(end)
    for one in found:
        for metg in (one.half, one.most) if one.gains else ():
            look = looks[one.strategy]
            look.tag(*_diamond(axes, metg, look.colour, (low, high)))
    label_ends(axes, ends)


def _line(axes: Axes, one: GranularitySeries, look: Series) -> None:
    shares = {granularity_of(case).value: reached(case) for case in one.cases}
    named, panel = look.called(one.name), KERNEL_HEADINGS[one.workload]
    reads = [named.read(panel, seconds_text(granularity), share, percent_between, place=granularity)
             for granularity, share in shares.items()]  # fmt: skip
    line = look.line(axes, list(shares), list(shares.values()), reads, markersize=3.5,
                     linewidth=1.2, elinewidth=0.8, zorder=3, alpha=0.9)  # fmt: skip
    if not one.warm:
        line[0].set_dashes(DASHES.get(one.cases[0].case.start_method, (4, 2)))


def _diamond(axes: Axes, metg: Metg, colour: str, view: tuple[float, float]) -> list[Line2D]:
    """A diamond on its threshold's line, and its interval as far as it is in view."""
    drawn: list[Line2D] = []
    if not metg.seconds > 0:
        return drawn
    if not math.isnan(metg.low):
        ends = [min(max(end, view[0]), view[1]) for end in (metg.low, metg.high)]
        drawn += axes.plot(ends, [metg.threshold] * 2, color=colour, linewidth=3, alpha=0.45,
                           solid_capstyle="butt", zorder=4)  # fmt: skip
    return drawn + axes.plot(
        metg.seconds, metg.threshold, "D", color=colour, markersize=6, zorder=5,
        markerfacecolor=colour if metg.threshold == HALF_OF_CEILING else WHITE,
    )  # fmt: skip


CHART = chart_of(
    "Minimum task length (METG)", 53, _shown,
    "Nothing was measured: run the family granularity.", _finding, _draw,
    Columns("tasks", at="work of one task", value="reached"),
)  # fmt: skip
