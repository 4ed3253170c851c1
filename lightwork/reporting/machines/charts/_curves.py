"""Lines of machines against workers, a panel per workload, with interval bars and end labels."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Chart, Columns, View, first
from lightwork.reporting.charts.parts.labels import EndLabel, label_ends
from lightwork.reporting.charts.parts.lines_and_dots import draw_line
from lightwork.reporting.charts.parts.marks import tag_series
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.worker_axis import scale_views
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    machine_styles,
    readable,
    unless_fleet,
    with_letters,
)
from lightwork.reporting.machines.comparison import Comparison, MachineSeries, best_curve
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.text.figures import count
from lightwork.reporting.text.names import heading, label

#: How far apart machines stand that measured the same number of workers: octaves, all together.
MACHINE_DODGE = 0.22


class BestCurve(NamedTuple):
    """The best of a machine on one workload, by rising workers."""

    series: MachineSeries
    points: list[CaseDigest]
    dodge: float  # in octaves

    @property
    def counts(self) -> list[int]:
        return [point.case.workers for point in self.points]


class CurveMeasure(NamedTuple):
    """What is drawn of each point of the machines' best curves, and against what."""

    finding: Callable[[Comparison], str]
    footnote: str
    value: Callable[[CaseDigest], Estimate | None]
    text: Callable[[Estimate], str]
    ceiling: Callable[[float, int], float]  # of the ceiling's speedup, with so many workers
    x: Callable[[BestCurve, int], float]  # the place of so many workers
    at: Callable[[BestCurve, int], str]  # the same in words
    #: Sets the axes of a panel, linear or logarithmic; gives labels for lines that it drew.
    axes: Callable[[Axes, Work, list[BestCurve], bool], list[EndLabel]]

    def estimate(self, point: CaseDigest) -> Estimate:
        found = self.value(point)
        assert found is not None  # curves are made of points that have one
        return found


def curves_by_work(comparison: Comparison) -> dict[Work, list[BestCurve]]:
    """The workloads of which there is a curve, with one for each series that has it."""
    found = {}
    for work in comparison.works:
        best = [(one, best_curve(one, work)) for one in comparison.series]
        best = [(one, points) for one, points in best if points]
        if best:
            found[work] = [
                BestCurve(one, points, MACHINE_DODGE * (i / max(1, len(best) - 1) - 0.5)
                          * (len(best) > 1))
                for i, (one, points) in enumerate(best)
            ]  # fmt: skip
    return found


def curve_chart(
    title: str, order: int, columns: Columns, file: str, measure: CurveMeasure
) -> Chart[Comparison]:
    """Linear and logarithmic; first the one in which every machine can be read."""

    def lacks(comparison: Comparison) -> str | None:
        return None if curves_by_work(comparison) else "No parallel case was measured cold."

    def views(comparison: Comparison) -> tuple[View[Comparison], View[Comparison]]:
        found = curves_by_work(comparison).values()
        most = max(workers for curves in found for curve in curves for workers in curve.counts)
        return scale_views(file, draw, most)

    def draw(comparison: Comparison, logarithmic: bool) -> Figure:
        return _draw(comparison, measure, logarithmic)

    return unless_fleet(Chart(title, order, lacks, measure.finding, first(views), columns, views))


def _draw(comparison: Comparison, measure: CurveMeasure, logarithmic: bool) -> Figure:
    """A panel for each workload, with room for the names of all machines beside it."""
    by_work = curves_by_work(comparison)
    style_of = machine_styles(comparison)
    right = 0.3 + inches([*(style.name for style in style_of.values()), "ideal"])
    figure, every = panels(
        len(by_work), with_letters(measure.finding(comparison), comparison), measure.footnote,
        right=right,
    )  # fmt: skip
    for axes, (work, curves) in zip(every, by_work.items(), strict=True):
        own_labels = measure.axes(axes, work, curves, logarithmic)
        labels = []
        for curve in curves:
            style = style_of[curve.series.label]
            _draw_ceiling(axes, curve, work, style, measure)
            labels.append(_draw_curve(axes, curve, work, style, measure, logarithmic))
        panel_title(axes, *titles(work))
        label_ends(axes, [*labels, *own_labels])
    return figure


def _draw_ceiling(
    axes: Axes, curve: BestCurve, work: Work, style: MachineStyle, measure: CurveMeasure
) -> None:
    """The machine's measured limit, faint."""
    ceilings = curve.series.ceilings
    measured = [
        (measure.x(curve, workers), measure.ceiling(ceilings[crew].value, workers))
        for workers in curve.counts
        if (crew := (work.workload, work.size, workers)) in ceilings
    ]
    if measured:
        (line,) = axes.plot(
            *zip(*measured, strict=True), color=style.colour, linewidth=1, alpha=0.55,
            dashes=(4, 2), zorder=1.5,
        )  # fmt: skip
        tag_series(style.token, line)


def _draw_curve(
    axes: Axes, curve: BestCurve, work: Work, style: MachineStyle, measure: CurveMeasure,
    logarithmic: bool,
) -> EndLabel:  # fmt: skip
    """Markers with interval bars, joined; gives the label for the line's end."""
    places = [measure.x(curve, workers) for workers in curve.counts]
    xs = [place * 2**curve.dodge for place in places] if logarithmic else places
    estimates = [measure.estimate(point) for point in curve.points]
    reads = [
        style.point(
            titles(work)[0], measure.at(curve, point.case.workers), estimate, measure.text,
            note=case_text(point), place=place,
        ).mark
        for point, estimate, place in zip(curve.points, estimates, places, strict=True)
    ]  # fmt: skip
    draw_line(
        axes, xs, estimates, style.colour, (style.token,), reads, marker=style.marker,
        markersize=4.8, linewidth=1.2, elinewidth=0.9, markeredgewidth=0, zorder=3,
    )  # fmt: skip
    return style.label(xs[-1], estimates[-1].value)


def titles(work: Work) -> tuple[str, str]:
    """What a panel is called, and what kind of work that is."""
    name = readable(work.workload, 24)
    return f"{name} ({readable(work.size, 12)})", readable(heading(work.kind))


def case_text(point: CaseDigest) -> str:
    """What reached this figure: ``Pool.map (fork), pooled over 3 runs``."""
    name = label(point.case, "")
    return name + (f", pooled over {count(point.runs, 'run')}" if point.runs > 1 else "")
