"""Speedup against workers: a panel per workload, with ceiling, ideal and every round.

Where one or two numbers of workers were measured, a line would show nothing: there each strategy
has a row. Seconds in place of ratios are one view (`_seconds_view`).
"""

from collections.abc import Iterable, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Chart, Columns, View, first
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow, RowPoint, draw_rows
from lightwork.reporting.charts.parts.labels import label_ends, label_feet
from lightwork.reporting.charts.parts.lines_and_dots import EDGED, draw_dots
from lightwork.reporting.charts.parts.marks import mark, mark_of_estimate
from lightwork.reporting.charts.parts.panels import SIDE, panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import CEILING_COLOUR, FAINT, shortened, width_of
from lightwork.reporting.charts.parts.worker_axis import (
    LINES_HEIGHT,
    MOST_COUNTS_OF_ROWS,
    MOST_LINEAR_WORKERS,
    Workers,
    draw_ceilings,
    in_view,
    log_base,
    mark_cores,
    scale_views,
    set_scales,
)
from lightwork.reporting.charts.speedup._seconds_view import draw_in_seconds, read_speedup
from lightwork.reporting.decide.headline import chart_headline
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import curve, strategies
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_text, times, times_between
from lightwork.reporting.text.names import OVERHEAD, heading, in_a_sentence, place_of_kind
from lightwork.reporting.text.verdict_model import STATES_DRAWN

#: More rounds than this are no dots: they would hide each other, and weigh more than all else.
MOST_DOTS_OF_CHART = 2000
#: Inches of the figures right of a panel of rows.
FIGURES_WIDTH = 0.95
DOTS = "faint dots: every round over its own serial loop"
NO_DOTS = "the {:,} rounds are too many to show each"
FOOTNOTE = (
    f"{STATES_DRAWN} "
    "Marker: median over the rounds; bar: its 95 % interval; {dots}. "
    "Grey: the ceiling, the same work in independent processes that share nothing. "
    "Dotted: ideal, as many times as workers. Process strategies use the default start method. "
    "Above: what is recommended; computing cases with more workers than cores are no candidates."
)
#: Said where a marker is beyond the ceiling: at its foot, and beneath the chart.
SCATTERS = "ceiling (scatters, too)"
BEYOND_CEILING = (
    " A marker beyond the ceiling: both were measured in the same blocks, and both scatter."
)


def lacks(analysis: Analysis) -> str | None:
    return None if _shown(analysis) else "No parallel case was measured cold."


def finding(analysis: Analysis) -> str:
    """What is recommended, by kind of work."""
    return chart_headline(analysis, _shown(analysis))


def _shown(analysis: Analysis) -> list[Work]:
    """By kind of work, in the order in which users ask."""
    found = [work for work in analysis.works if any(analysis.of(work, "cold"))]
    return sorted(found, key=lambda work: place_of_kind(work.kind))


def _views(analysis: Analysis) -> tuple[View[Analysis], ...]:
    # The most workers that all panels have: waiting has twice as many as computing.
    most = min(
        max(result.case.workers for result in analysis.of(work, "cold"))
        for work in _shown(analysis)
    )
    seconds_view = View("in_seconds", draw_in_seconds, "", "seconds")
    scaled = scale_views("speedup", _draw, most, "ratio")
    # Of many workers a linear axis shows the most alone.
    return (*(scaled[:1] if scaled[0].scale == "log" else scaled), seconds_view)


def _curves(analysis: Analysis, work: Work) -> dict[str, list[CaseResult]]:
    """A case for each number of workers, as one call."""
    names = strategies(analysis, (work,))
    return {name: line for name in names if (line := curve(analysis, work, name))}


def _kept(analysis: Analysis, work: Work, strategy: str) -> list[CaseResult]:
    """The same in long jobs; nothing of what starts its workers in each call."""
    return curve(analysis, work, strategy, "warm")


def _exceeds_ceiling(analysis: Analysis, works: Iterable[Work]) -> bool:
    """Whether a case came out faster than the ceiling of as many workers."""
    return any(
        one.speedup.value > analysis.ceilings[work, one.case.workers].value
        for work in works
        for state in ("cold", "warm")
        for one in analysis.of(work, state)
        if (work, one.case.workers) in analysis.ceilings
    )


def _counts(curves: Mapping[str, list[CaseResult]]) -> list[int]:
    return sorted({result.case.workers for line in curves.values() for result in line})


def _draw(analysis: Analysis, logarithmic: bool) -> Figure:
    shown = {work: _curves(analysis, work) for work in _shown(analysis)}
    in_rows = {work for work, own in shown.items() if len(_counts(own)) <= MOST_COUNTS_OF_ROWS}
    names = [*map(api_name, strategies(analysis, cold=True))]
    rounds = sum(result.rounds for result in analysis.results)
    dotted = rounds <= MOST_DOTS_OF_CHART
    footnote = FOOTNOTE.format(dots=DOTS if dotted else NO_DOTS.format(rounds))
    footnote += BEYOND_CEILING * _exceeds_ceiling(analysis, shown)
    figure, axes = panels(
        len(shown), finding(analysis), footnote,
        left=0.2 + width_of(names) if in_rows else SIDE,
        right=FIGURES_WIDTH if len(in_rows) == len(shown) else 0.3 + width_of([*names, "ceiling"]),
        heights=[ROW_HEIGHT * (len(own) + 1) if work in in_rows else LINES_HEIGHT
                 for work, own in shown.items()],
    )  # fmt: skip
    series = series_of(result.case for result in analysis.results)
    for one, (work, own) in zip(axes, shown.items(), strict=True):
        draw = _rows_panel if work in in_rows else _lines_panel
        draw(one, analysis, work, own, series, logarithmic=logarithmic, dotted=dotted)
    return figure


def _lines_panel(
    axes: Axes, analysis: Analysis, work: Work, curves: Mapping[str, list[CaseResult]],
    series: Mapping[str, Series], *, logarithmic: bool, dotted: bool,
) -> None:  # fmt: skip
    """A line for each strategy, from few workers to many."""
    shown = [result for line in curves.values() for result in line]
    workers = Workers(_counts(curves), logarithmic)
    labels = draw_ceilings(axes, analysis, work, workers.counts)
    for i, (name, line) in enumerate(curves.items()):
        own, kept = series[name], _kept(analysis, work, name)
        shown += kept
        above = 2 + i / 100  # all of a strategy together: its group in the SVG is one
        results = kept or line
        xs = [workers.aside(one.case.workers, i, len(curves)) for one in results]
        if dotted:
            dots = [(x, speedup) for x, one in zip(xs, results, strict=True)
                    for speedup in analysis.rounds[one.case]["speedup"]]  # fmt: skip
            draw_dots(axes, dots, own.colour, (own.token,), above)
        reads = [read_speedup(own, analysis, work, one) for one in results]
        own.line(axes, xs, [one.speedup for one in results], reads, zorder=above, **EDGED)
        labels.append(own.label(xs[-1], results[-1].speedup.value))
        if kept:
            _one_call(axes, analysis, work, own, line, above)
    set_scales(axes, workers, [result.speedup for result in shown])
    mark_cores(axes, analysis, workers.most)
    # The absolute figures behind the ratios.
    serial = seconds_text(analysis.serial_seconds[work].value)
    shortest = seconds_text(min(result.seconds.value for result in shown))
    panel_title(axes, _panel_name(analysis, work), f"serial loop {serial}, shortest {shortest}")
    label_ends(axes, labels)


def _one_call(
    axes: Axes, analysis: Analysis, work: Work, own: Series, line: Sequence[CaseResult],
    zorder: float,
) -> None:  # fmt: skip
    """Beside the line of long jobs; without intervals, which its table has."""
    for one in line:
        mark(axes, one.case.workers, one.speedup.value, read_speedup(own, analysis, work, one))
    places = [one.case.workers for one in line], [one.speedup.value for one in line]
    own.tag(*axes.plot(*places, color=own.colour, linewidth=0.6, dashes=(5, 3), zorder=zorder))


def _rows_panel(
    axes: Axes, analysis: Analysis, work: Work, curves: Mapping[str, list[CaseResult]],
    series: Mapping[str, Series], *, logarithmic: bool, dotted: bool,
) -> None:  # fmt: skip
    """A row for each strategy with its most workers: hollow in one call, filled in a long job."""
    counts, rows, shown = _counts(curves), [], []
    for name, line in curves.items():
        own, both = series[name], [line[-1], *_kept(analysis, work, name)[-1:]]
        shown += both
        points = tuple(
            RowPoint(one.speedup, own.colour, own.marker, one.case.state == "warm",
                     read_speedup(own, analysis, work, one))
            for one in both
        )  # fmt: skip
        dots = tuple(ratio for one in both for ratio in analysis.rounds[one.case]["speedup"])
        note = " → ".join(times(one.speedup.value) for one in both)
        rows.append(PlotRow(shortened(own.name), points, note, dots if dotted else ()))
    _speedup_axis(axes, shown, logarithmic)
    draw_rows(axes, rows, joined=True)
    foot = len(rows)
    axes.set_ylim(foot + 0.4, -0.6)  # room for what the lines are
    _limits(axes, analysis, work, counts[-1], foot)
    serial = seconds_text(analysis.serial_seconds[work].value)
    key = f"{count(counts[-1], 'worker')}; ○ one call"
    key += " ● long job" if any(one.case.state == "warm" for one in shown) else ""
    panel_title(axes, _panel_name(analysis, work), f"serial loop {serial}; {key}")


def _panel_name(analysis: Analysis, work: Work) -> str:
    """``hash_chain (C code without GIL)``."""
    kind = "overhead alone" if work.kind == OVERHEAD else in_a_sentence(heading(work.kind))
    return f"{analysis.name(work)} ({kind})"


def _speedup_axis(axes: Axes, shown: Sequence[CaseResult], logarithmic: bool) -> None:
    """Speedups from left to right, with the serial loop in sight."""
    lowest, highest = in_view(one.speedup for one in shown)
    if base := log_base(logarithmic, lowest, highest):
        axes.set_xscale("log", base=base)
        axes.set_xlim(min(0.7, lowest * 0.8), max(1.6, highest) * 1.4)
    else:
        most = max(one.case.workers for one in shown)
        top = min(most, MOST_LINEAR_WORKERS) if highest > 1 else 1.0
        axes.set_xlim(0, 1.06 * max(1.0, highest, top))
        axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.3g}×"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(axis="x", linewidth=0.5)
    axes.set_xlabel("speedup", labelpad=1)


def _limits(axes: Axes, analysis: Analysis, work: Work, workers: int, foot: float) -> None:
    """Lines over all rows: the serial loop, the ceiling and the ideal, named at their feet."""
    axes.axvline(1, color=FAINT, linewidth=0.8, zorder=1)
    axes.axvline(workers, color=FAINT, linewidth=1, linestyle=":", zorder=1)
    named = [(1.0, "serial loop")]
    if ceiling := analysis.ceilings.get((work, workers)):
        axes.axvline(ceiling.value, color=CEILING_COLOUR, linewidth=2.2, zorder=1)
        if ceiling.bounded:
            axes.axvspan(ceiling.low, ceiling.high, color=CEILING_COLOUR, alpha=0.35, linewidth=0)
        name = analysis.name(work)
        mark(axes, ceiling.value, foot,
             mark_of_estimate(name, "ceiling", workers, ceiling, times_between))  # fmt: skip
        named.append((ceiling.value, SCATTERS if _exceeds_ceiling(analysis, [work]) else "ceiling"))
    label_feet(axes, named, foot, va="center")


CHART = Chart(
    "Speedup against workers", 10, lacks, finding, first(_views),
    Columns(note="seconds of a call"), _views,
)  # fmt: skip
