"""Lines of machines in the panel of a workload, with interval bars and labels at their ends."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import View
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.lines_and_dots import draw_line
from lightwork.reporting.charts.parts.marks import mark, mark_of_estimate, tag_series
from lightwork.reporting.charts.parts.panels import panels
from lightwork.reporting.charts.parts.worker_axis import scale_views
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    lacks_lines,
    machine_styles,
    readable,
)
from lightwork.reporting.machines.comparison import ComparedWork, Comparison, MachineSeries, Pooled
from lightwork.reporting.text.figures import count
from lightwork.reporting.text.names import heading

#: How far apart machines stand that measured the same number of workers: octaves, all together.
MACHINE_DODGE = 0.22
#: More inches of names than this are wide.
WIDE = 1.5


class BestCurve(NamedTuple):
    """The best of a machine on one workload, by rising workers."""

    series: MachineSeries
    points: tuple[Pooled, ...]
    dodge: float  # in octaves

    @property
    def counts(self) -> list[int]:
        return [point.case.workers for point in self.points]


class CurvePoint(NamedTuple):
    """One figure of a curve, as it is drawn and told."""

    x: float
    estimate: Estimate
    at: str
    place: float  # what ``at`` says, to sort by
    note: str


#: Draws one panel: its axes, what work it shows, the machines' curves and their looks.
Panel = Callable[[Axes, ComparedWork, list[BestCurve], dict[str, MachineStyle]], None]


def curves(comparison: Comparison, work: ComparedWork) -> list[BestCurve]:
    """A curve for each series that has one, in the order of the series."""
    found = [(series, comparison.best_curve(series, work)) for series in comparison.series]
    found = [(series, points) for series, points in found if points]
    return [
        BestCurve(
            series,
            tuple(points),
            MACHINE_DODGE * (i / max(1, len(found) - 1) - 0.5) * (len(found) > 1),
        )
        for i, (series, points) in enumerate(found)
    ]


def curves_by_work(comparison: Comparison) -> dict[ComparedWork, list[BestCurve]]:
    """The workloads of which there is a curve."""
    return {work: found for work in comparison.works if (found := curves(comparison, work))}


def draw_curve(
    axes: Axes, panel: str, look: MachineStyle, points: Sequence[CurvePoint],
    words: Callable[[Estimate], str],
) -> EndLabel:  # fmt: skip
    """Markers with interval bars, joined; gives the label for the line's end.

    ``words`` says an estimate with its unit.
    """
    xs = [point.x for point in points]
    estimates = [point.estimate for point in points]
    draw_line(
        axes, xs, estimates, look.colour, (look.token,), marker=look.marker, markersize=4.8,
        linewidth=1.2, elinewidth=0.9, markeredgewidth=0, zorder=3,
    )  # fmt: skip
    for point in points:
        one = mark_of_estimate(panel, look.name, point.at, point.estimate, words, note=point.note,
                   tokens=(look.token,), place=point.place)  # fmt: skip
        mark(axes, point.x, point.estimate.value, one)
    return EndLabel(look.name, xs[-1], estimates[-1].value, look.colour, (look.token,))


def draw_ceiling(
    axes: Axes, curve: BestCurve, work: ComparedWork, colour: str,
    place: Callable[[int, float], tuple[float, float]],
) -> None:  # fmt: skip
    """The machine's measured limit, faint; ``place`` gives x and y of workers and speedup."""
    measured = [
        (workers, curve.series.ceilings[work.workload, work.size, workers].value)
        for workers in curve.counts
        if (work.workload, work.size, workers) in curve.series.ceilings
    ]
    if not measured:
        return
    places = [place(workers, speedup) for workers, speedup in measured]
    (line,) = axes.plot(
        [x for x, _ in places], [y for _, y in places], color=colour, linewidth=1, alpha=0.55,
        dashes=(4, 2), zorder=1.5,
    )  # fmt: skip
    tag_series(curve.series.key, line)


def lacks_curves(comparison: Comparison) -> str | None:
    """Why there is no curve of each machine to show; None if there is."""
    if reason := lacks_lines(comparison):
        return reason
    return None if curves_by_work(comparison) else "No parallel case was measured cold."


def draw_panels(comparison: Comparison, finding: str, footnote: str, panel: Panel) -> Figure:
    """A panel for each workload, with room for the names of all machines beside it."""
    lines = curves_by_work(comparison)
    look_of = machine_styles(comparison)
    right = 0.3 + inches([*(look.name for look in look_of.values()), "ideal"])
    columns = 2 if right > WIDE else 3  # or text would be too small to read
    figure, axes = panels(len(lines), finding, footnote, right=right, columns=columns)
    for one, (work, found) in zip(axes, lines.items(), strict=True):
        panel(one, work, found, look_of)
    return figure


def titles(work: ComparedWork) -> tuple[str, str]:
    """What a panel is called, and what kind of work that is."""
    name = readable(work.workload, 24)
    return f"{name} ({readable(work.size, 12)})", readable(heading(work.kind))


def case_text(point: Pooled) -> str:
    """What reached this figure: ``pool (fork), pooled over 3 runs``."""
    method = point.case.start_method
    name = point.case.strategy + (f" ({method})" if method not in ("", "none") else "")
    return name + (f", pooled over {count(point.runs, 'run')}" if point.runs > 1 else "")


def both_scales(
    file: str, draw: Callable[[Comparison, bool], Figure], comparison: Comparison
) -> Sequence[View[Comparison]]:
    """Linear and logarithmic; first the one in which every machine can be read."""
    counts = {
        n for found in curves_by_work(comparison).values() for curve in found for n in curve.counts
    }
    return scale_views(file, draw, max(counts))
