"""Which law of scaling each workload follows, and how many workers that recommends."""

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Chart
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, INK, WHITE, width_of
from lightwork.reporting.charts.parts.worker_axis import (
    MOST_COUNTS_OF_ROWS,
    MOST_LINEAR_WORKERS,
    Workers,
    mark_cores,
    set_scales,
)
from lightwork.reporting.decide.worker_counts import Scaling, recommended
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.stats.scaling_laws import USL, Fit
from lightwork.reporting.text.figures import count, listed, times_between
from lightwork.reporting.verdict.scaling import coefficient_text, karp_flatt_text, knee_and_peak

#: Places at which a law is drawn.
STEPS = 60
#: Characters of a line of the words inside a panel.
LEGEND_LINE_LENGTH = 40
FOOTNOTE = (
    "The recommended strategy of each workload that computes. Markers: medians, with intervals; "
    "hollow: more workers than cores of their own, left out of the law. Line: the law fitted to "
    "the filled ones, with its 95 % band. Shaded: the recommended workers. Dotted: ideal. Serial "
    "fraction: 0 is ideal, 1 is no gain."
)


def lacks(analysis: Analysis) -> str | None:
    if _shown(analysis):
        return None
    return "No work that computes was measured with three or more numbers of workers."


def _shown(analysis: Analysis) -> list[Scaling]:
    """Those of which a picture says more than a table."""
    return [one for one in recommended(analysis) if len(one.results) > MOST_COUNTS_OF_ROWS]


def finding(analysis: Analysis) -> str:
    """How many workers to take, by workload."""
    works: dict[str, list[str]] = {}
    for one in recommended(analysis):
        advice = count(one.workers, "worker") if one.workers else "serial loop"
        works.setdefault(advice, []).append(analysis.name(one.work))
    parts = [f"{advice} ({listed(names, 3)})" for advice, names in works.items()]
    return f"Best worker count: {', '.join(parts)}."


def draw(analysis: Analysis) -> Figure:
    found = _shown(analysis)
    logarithmic = max(one.results[-1].case.workers for one in found) > MOST_LINEAR_WORKERS
    right = 0.3 + width_of(["ideal", *(api_name(one.strategy) for one in found)])
    # What holds for every panel is said once.
    notes = [_note(one) for one in found]
    common = len(set(notes)) == 1 and all(one.law.fit is None for one in found)
    footnote = f"{FOOTNOTE} {notes[0]}." if common else FOOTNOTE
    figure, all_axes = panels(len(found), finding(analysis), footnote, right=right)
    series = series_of(result.case for result in analysis.results)
    for axes, one, note in zip(all_axes, found, notes, strict=True):
        _panel(axes, analysis, one, series[one.strategy], logarithmic)
        if not common:
            _write(axes, note)
    return figure


def _note(one: Scaling) -> str:
    """What the law says beyond the panel's title, or why none is fitted."""
    fit = one.law.fit
    if fit is None:
        return f"No law: {'; '.join(map(str, one.law.refusals))}"
    crosstalk = f"{coefficient_text(fit, 'beta')}; " if fit.law == USL else ""
    return crosstalk + knee_and_peak(fit)


def _panel(axes: Axes, analysis: Analysis, one: Scaling, own: Series, logarithmic: bool) -> None:
    counts = [result.case.workers for result in one.results]
    speedups = [result.speedup.value for result in one.results]
    axes.plot([1, counts[-1]], [1, counts[-1]], ":", color=FAINT, linewidth=1, zorder=1)
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)
    _points(axes, analysis.name(one.work), one, own)
    set_scales(axes, Workers(counts, logarithmic), [result.speedup for result in one.results])
    if one.workers is not None:
        _shade(axes, one.workers, logarithmic)
    if one.law.fit is not None:
        _law(axes, one.law.fit, own)
    mark_cores(axes, analysis, counts[-1])
    # The serial fraction by the law, else of a single case.
    fit = one.law.fit
    about = f"{fit.law}: {coefficient_text(fit, 'alpha')}" if fit else karp_flatt_text(one)
    panel_title(axes, analysis.name(one.work), about)
    ideal = EndLabel("ideal", counts[-1], counts[-1], FAINT)
    label_ends(axes, [ideal, own.label(counts[-1], speedups[-1])])


def _points(axes: Axes, name: str, one: Scaling, own: Series) -> None:
    """Medians with intervals, not joined: between them only the law may speak."""
    for result in one.results:
        estimate, workers = result.speedup, result.case.workers
        own.line(
            axes, [workers], [estimate], [own.read(name, workers, estimate, times_between)],
            elinewidth=0.9, markersize=4.5, zorder=4,
            markerfacecolor=own.colour if workers <= one.cores else WHITE,
        )  # fmt: skip


def _law(axes: Axes, fit: Fit, own: Series) -> None:
    places = [float(p) for p in np.geomspace(1, fit.most, STEPS)]
    law = fit.speedups(places)
    band = axes.fill_between(
        places, [e.low for e in law], [e.high for e in law], color=own.colour, alpha=0.22,
        linewidth=0, zorder=2,
    )  # fmt: skip
    line = axes.plot(places, [e.value for e in law], color=own.colour, linewidth=1.2, zorder=3)
    own.tag(band, *line)


def _shade(axes: Axes, workers: int, logarithmic: bool) -> None:
    """The recommended workers, and a little to either side."""
    left, right = workers - 0.15, workers + 0.15
    if logarithmic:
        left, right = workers * 2**-0.12, workers * 2**0.12
    axes.axvspan(left, right, color="#F0E442", alpha=0.35, linewidth=0, zorder=0)


def _write(axes: Axes, text: str) -> None:
    """A text in the corner above the ideal line, where no point lies."""
    axes.text(
        0.03, 0.98, textwrap.fill(text, LEGEND_LINE_LENGTH), transform=axes.transAxes, size=7,
        va="top", color=INK, zorder=6,
        bbox={"facecolor": WHITE, "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )  # fmt: skip


CHART = Chart("Laws of scaling: how many workers", 30, lacks, finding, draw)
