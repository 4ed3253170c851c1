"""How short a task may be: share of the ceiling by length of a task, and METG.

The curves are what was measured; METG, which is read off them, has rows of its own beneath.
"""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_axes import in_sight, log_axis
from lightwork.reporting.charts.parts.dot_rows import (
    ROW_HEIGHT,
    PlotRow,
    RowPoint,
    add_key,
    draw_rows,
)
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.marks import Mark
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, shortened, width_of
from lightwork.reporting.charts.parts.worker_axis import in_view
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.granularity import (
    HALF_OF_CEILING,
    KERNEL_HEADINGS,
    GranularitySeries,
    Metg,
    all_series,
    granularity_of,
    metg_text,
    reached,
)
from lightwork.reporting.text.figures import count, percent, percent_between, seconds_text

FOOTNOTE = (
    "About the same work, cut into ever shorter tasks, handed out one by one. Share of the "
    "ceiling; where tasks wait, of as many waits at once as there are workers. Above: medians with "
    "95 % intervals; dashed: workers started and ended each time. Beneath: METG, minimum effective "
    "task granularity, the shortest task that still reaches the share. With {workers}, 50 % is "
    "{half}."
)
#: Of a start method of cold workers; warm ones are solid.
DASHES: dict[str, tuple[float, ...]] = {
    "none": (4, 2), "fork": (4, 2), "forkserver": (4, 1.5, 1, 1.5), "spawn": (1.2, 1.5),
}  # fmt: skip
CURVES_HEIGHT = 2.2
METG_KEY = {"reaches 50 %": (FAINT, "o", False), "reaches 90 %": (FAINT, "o", True)}
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
            f"{one.name} {_metg(one, one.half).split(' [')[0]}"
            for one in sorted(warm, key=_sort_key)
        ]
        parts.append(f"{KERNEL_HEADINGS[workload].lower()}: {', '.join(shortest)}")
    return f"The shortest task that reaches 50 % of the ceiling, {'; '.join(parts)}."


def _metg(one: GranularitySeries, found: Metg) -> str:
    return metg_text(found) if one.gains else one.nothing


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
    figure, every = panels(
        2 * len(shown), _finding(analysis, shown), FOOTNOTE.format(workers=workers, half=half),
        columns=1, size=(4.8, 0.0), left=0.4 + width_of(labels), right=0.3 + width_of(labels),
        heights=[height for own in shown.values()
                 for height in (CURVES_HEIGHT, ROW_HEIGHT * len(own))],
    )  # fmt: skip
    for i, (workload, found) in enumerate(shown.items()):
        kind = "Computing (spin)" if workload == "spin" else "Waiting (nap)"
        of = "of the ceiling" if found[0].cases[0].share else "speedup / workers"
        curves, rows = every[2 * i : 2 * i + 2]
        panel_title(curves, kind, f"{workers}; share reached ({of})")
        panel_title(rows, f"{KERNEL_HEADINGS[workload]}: shortest task (METG)", "")
        sight = _sight(found)
        _curves(curves, found, looks, sight)
        _rows(rows, found, looks, sight)
    return figure


def _label(one: GranularitySeries) -> str:
    """Short enough to stand beside the panel: 26 characters."""
    return one.name.replace(", cold", " cold")


def _sight(found: Sequence[GranularitySeries]) -> tuple[float, float]:
    """The shortest and the longest tasks, in seconds."""
    lengths = [granularity_of(case) for one in found for case in one.cases]
    return in_sight(length._replace(low=length.value, high=length.value) for length in lengths)


def _curves(
    axes: Axes, found: Sequence[GranularitySeries], looks: Mapping[str, Series],
    sight: tuple[float, float],
) -> None:  # fmt: skip
    log_axis(axes.xaxis, *sight)
    highest = in_view(reached(case) for one in found for case in one.cases)[1]
    axes.set_ylim(0, 1.05 * max(1.0, highest))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 0.9, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.grid(axis="y", linewidth=0.5)
    axes.axhline(1.0, color=FAINT, linewidth=0.6, zorder=1)
    axes.set_xlabel("work of one task", labelpad=1)
    ends = []
    for one in found:
        look, last = looks[one.strategy], one.cases[0]  # the longest tasks are at the right
        _line(axes, one, look)
        end = look.called(_label(one)).label(granularity_of(last).value, reached(last).value)
        ends.append(end)
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


def _rows(
    axes: Axes, found: Sequence[GranularitySeries], looks: Mapping[str, Series],
    sight: tuple[float, float],
) -> None:  # fmt: skip
    """A row for each mechanism: hollow where it reaches 50 %, filled where 90 %."""
    rows = []
    for one in found:
        look = looks[one.strategy].called(one.name)
        points = tuple(
            point for metg, filled in ((one.half, False), (one.most, True))
            if one.gains and (point := _point(one, metg, look, sight, filled)) is not None
        )  # fmt: skip
        both = [_metg(one, metg).split(" [")[0] for metg in (one.half, one.most)]
        rows.append(PlotRow(shortened(_label(one)), points, " → ".join(dict.fromkeys(both))))
    log_axis(axes.xaxis, *sight)
    draw_rows(axes, rows)
    axes.grid(axis="x", linewidth=0.5)
    axes.set_xlabel("work of one task", labelpad=1)
    add_key(axes, METG_KEY, fontsize=7.5)


def _point(
    one: GranularitySeries, metg: Metg, look: Series, sight: tuple[float, float], filled: bool
) -> RowPoint | None:
    """Where the curve reaches the share, with its interval as far as it is in sight."""
    if not metg.seconds > 0:
        return None
    low, high = (min(max(end, sight[0]), sight[1]) for end in (metg.low, metg.high))
    if math.isnan(metg.low):
        low = high = math.nan
    share, text = percent(metg.threshold), metg_text(metg)
    value, _, interval = text.partition(" [")
    read = Mark(KERNEL_HEADINGS[one.workload], look.name, value, share, "", f"METG [{interval}",
                (look.token,), metg.threshold, metg.seconds)  # fmt: skip
    found = Estimate(metg.seconds, low, high, math.nan, 0)
    return RowPoint(found, look.colour, look.marker, filled, read)


CHART = chart_of(
    "Minimum task length (METG)", 50, _shown,
    "Nothing was measured: run the family granularity.", _finding, _draw,
    Columns("tasks", at="work of one task", value="share reached", note="interval of the length"),
)  # fmt: skip
