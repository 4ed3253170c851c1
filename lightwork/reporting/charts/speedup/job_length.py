"""From which length of the job on it pays: speedup by the job's length, a panel per kind of work.

Computed from what was measured (`lightwork.reporting.estimates.job_length`), drawn as bands; the
markers are the calls that were measured cold, at the length that they had.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.candidate import api_name
from lightwork.core.record import Case
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_axes import log_axis
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.marks import mark
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import INK, width_of
from lightwork.reporting.decide.answers import surely_from
from lightwork.reporting.decide.decisions import case_of, leading, named_standing
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.job_length import JobLength, job_length_of
from lightwork.reporting.estimates.selection import curve, strategies
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_text, times_between
from lightwork.reporting.text.names import heading, in_a_sentence, in_order

#: Lengths at which a curve is computed, and those of them whose values the table has.
STEPS_OF_A_DECADE, READ_EVERY = 4, 4
LEAST_LENGTH = 1e-3  # seconds
FOOTNOTE = (
    "Above the line at 1 the job is done sooner than by the serial loop. Computed from the seconds "
    "of starting and ending the workers and from the speedup of running ones. Bands: intervals "
    "(95 %). Markers: calls that were measured, workers started in each."
)


class JobLengthPanel(NamedTuple):
    """One workload with what is known of each strategy, at the workers that are recommended."""

    work: Work
    case: Case  # what is recommended, or the best
    found: Mapping[str, tuple[CaseResult, JobLength]]


def _panels(analysis: Analysis) -> list[JobLengthPanel]:
    """The first workload of each kind of which there is something to draw."""
    shown: dict[str, JobLengthPanel] = {}
    for work in analysis.works:
        if work.kind not in shown and (one := _panel_of(analysis, work)):
            shown[work.kind] = one
    return [shown[kind] for kind in in_order([*shown])]


def _panel_of(analysis: Analysis, work: Work) -> JobLengthPanel | None:
    decision = leading(analysis, work)
    if decision is None:
        return None
    case = case_of(named_standing(decision))
    found = {
        one.case.strategy: (one, length)
        for name in strategies(analysis, (work,))
        for one in curve(analysis, work, name)
        if one.case.workers == case.workers and (length := job_length_of(analysis, one.case))
    }
    return JobLengthPanel(work, case, found) if case.strategy in found else None


def _finding(analysis: Analysis, shown: Sequence[JobLengthPanel]) -> str:
    parts = []
    for one in shown:
        start = surely_from([one.found[one.case.strategy][1].pays_from])
        kind = f"{in_a_sentence(heading(one.work.kind))} ({analysis.name(one.work)})"
        parts.append(f"{kind} {start} with {api_name(one.case.strategy)}")
    return f"Surely faster than the serial loop from this much work on: {'; '.join(parts)}."


def _lengths(shown: Sequence[JobLengthPanel]) -> list[float]:
    """Seconds, over whole decades: from where nothing pays to where nothing is gained any more."""
    starts = [length.start.value for one in shown for _, length in one.found.values()]
    least = np.floor(np.log10(max(min(starts), LEAST_LENGTH)))
    most = np.ceil(np.log10(100 * max(*starts, LEAST_LENGTH)))
    return [float(x) for x in np.logspace(least, most, int((most - least) * STEPS_OF_A_DECADE) + 1)]


def _draw(analysis: Analysis, shown: Sequence[JobLengthPanel]) -> Figure:
    names = [name for one in shown for name in one.found]
    series = series_of(result.case for result in analysis.results)
    figure, all_axes = panels(
        len(shown),
        _finding(analysis, shown),
        FOOTNOTE,
        right=0.3 + width_of(map(api_name, names)),
        below=0.6,
    )
    lengths = _lengths(shown)
    for axes, one in zip(all_axes, shown, strict=True):
        about = f"{analysis.name(one.work)}, {count(one.case.workers, 'worker')}"
        panel_title(axes, heading(one.work.kind), about)
        _panel(axes, analysis, one, series, lengths)
    return figure


def _panel(
    axes: Axes,
    analysis: Analysis,
    one: JobLengthPanel,
    series: Mapping[str, Series],
    lengths: Sequence[float],
) -> None:
    log_axis(axes.xaxis, lengths[0], lengths[-1])
    axes.axhline(1.0, color=INK, linewidth=0.8, zorder=1)
    axes.set_xlabel("length of the job (time of the serial loop)", labelpad=1)
    axes.set_ylabel("speedup (times)", labelpad=2)
    measured = analysis.serial_seconds[one.work].value
    ends, highest = [], 1.0
    for name, (result, length) in one.found.items():
        own, found = series[name], [length.speedup(seconds) for seconds in lengths]
        highest = max(highest, found[-1].high)
        band = axes.fill_between(
            lengths, [each.low for each in found], [each.high for each in found],
            color=own.colour, alpha=0.15, linewidth=0, zorder=2,
        )  # fmt: skip
        (line,) = axes.plot(lengths, [each.value for each in found], color=own.colour, zorder=3)
        own.tag(band, line)
        for x, speedup in [*zip(lengths, found, strict=True)][::READ_EVERY]:
            at = seconds_text(x, 2)
            read = own.read(analysis.name(one.work), at, speedup, times_between, place=x)
            mark(axes, x, speedup.value, read)
        own.line(axes, [measured], [result.speedup], (), zorder=4, markersize=4.5)
        ends.append(own.label(lengths[-1], found[-1].value))
    axes.set_ylim(0, 1.08 * highest)
    label_ends(axes, ends)


CHART = chart_of(
    "From which job length on it pays", 12, _panels,
    "No strategy was measured cold and warm.", _finding, _draw,
    Columns(at="job (serial seconds)"),
)  # fmt: skip
