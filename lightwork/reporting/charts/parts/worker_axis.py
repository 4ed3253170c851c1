"""Axes of speedup against workers: scales, ideal line, ceiling, marks at the machine's cores."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import View
from lightwork.reporting.charts.parts.labels import EndLabel
from lightwork.reporting.charts.parts.marks import mark, mark_of_estimate
from lightwork.reporting.charts.parts.style import CEILING_COLOUR, FAINT
from lightwork.reporting.text.figures import times_between

if TYPE_CHECKING:  # it loads pandas, which charts of several machines do without
    from lightwork.reporting.estimates.analysis import Analysis, Work

#: More workers than this are shown on logarithmic axes: the small counts would touch.
MOST_LINEAR_WORKERS = 8
#: Where all is slower than the serial loop, speedups below this need a logarithmic axis.
LEAST_LINEAR = 0.2
#: Speedups below this span so many octaves that the axis counts in decades.
LEAST_OCTAVES = 0.03
#: Times by which two labelled counts differ on a logarithmic axis: 128 and 192 would touch.
TICKS_APART = 1.6
#: Share of a linear axis by which two labelled counts are apart.
LINEAR_TICKS_APART = 0.07
#: Up to this many numbers of workers a line would show nothing: each strategy has a row.
MOST_COUNTS_OF_ROWS = 2
#: Inches of a panel of lines beside panels of rows.
LINES_HEIGHT = 2.35
#: An interval that ends so many times beyond all values would leave little room for them.
FAR_FROM_VALUES = 1.5
#: How far strategies stand apart beside a number of workers (workers, or octaves).
DODGE = 0.22

_Subject = TypeVar("_Subject")


class Workers(NamedTuple):
    """The axis of workers of a panel."""

    counts: list[int]  # measured, ascending
    logarithmic: bool

    @property
    def most(self) -> int:
        return self.counts[-1]

    def aside(self, workers: int, nth: int, of: int) -> float:
        """Where the ``nth`` of so many strategies stands, so that bars don't cover each other."""
        dodge = DODGE * (nth / (of - 1) - 0.5) if of > 1 else 0.0
        if self.logarithmic:
            return workers * 2**dodge
        return workers + dodge * max(1.0, self.most / MOST_LINEAR_WORKERS)


def scale_views(
    file: str, draw: Callable[[_Subject, bool], Figure], most: int, unit: str = ""
) -> tuple[View[_Subject], View[_Subject]]:
    """A linear and a logarithmic picture; first comes what suits up to ``most`` workers.

    Only the first is saved as a file: to draw is most of a report's time. ``draw`` takes the
    subject and whether axes are logarithmic.
    """
    linear: View[_Subject] = View(file, lambda subject: draw(subject, False), "linear", unit)
    log: View[_Subject] = View(file, lambda subject: draw(subject, True), "log", unit)
    if most > MOST_LINEAR_WORKERS:
        return log, linear._replace(file="")
    return linear, log._replace(file="")


def in_view(estimates: Iterable[Estimate]) -> tuple[float, float]:
    """From where to where an axis shows ``estimates``: intervals, as far as they are no giants."""
    found = list(estimates)
    lowest, highest = (pick(one.value for one in found) for pick in (min, max))
    ends = [end for one in found if one.bounded for end in (one.low, one.high)]
    near = [end for end in ends if lowest / FAR_FROM_VALUES <= end <= highest * FAR_FROM_VALUES]
    return min([lowest, *near]), max([highest, *near])


def log_base(logarithmic: bool, lowest: float, highest: float) -> int | None:
    """The base of a logarithmic axis of speedups from lowest to highest; None: it is linear."""
    if logarithmic or (lowest < LEAST_LINEAR and highest < 1):
        return 2 if lowest > LEAST_OCTAVES else 10
    return None


def set_scales(axes: Axes, workers: Workers, speedups: Iterable[Estimate]) -> None:
    """Scales and ticks for the measured counts and ``speedups``."""
    most, (lowest, highest) = workers.most, in_view(speedups)
    set_counts(axes, workers)
    if base := log_base(workers.logarithmic, lowest, highest):
        axes.set_yscale("log", base=base)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.3g}"))
        axes.set_ylim(min(0.7, lowest * 0.8), max(most, highest) * 1.3)
    else:
        # On many cores the ideal would leave nothing to see of what is far below it.
        top = max(most, highest) if most <= MOST_LINEAR_WORKERS else max(1.0, highest) * 1.2
        axes.set_ylim(0, top * 1.06 + 0.1)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", linewidth=0.6)
    axes.set_ylabel("speedup (times)", labelpad=2)


def set_counts(axes: Axes, workers: Workers) -> None:
    """Scale and ticks of the x axis for the measured numbers of workers."""
    if workers.logarithmic:
        axes.set_xscale("log", base=2)
        axes.set_xlim(2**-0.35, workers.most * 2**0.35)
    else:
        room = 0.4 * max(1.0, workers.most / MOST_LINEAR_WORKERS)
        axes.set_xlim(1 - room, workers.most + room)
    ticks = tick_counts(workers.counts, logarithmic=workers.logarithmic)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("workers", labelpad=1)


def tick_counts(counts: list[int], *, logarithmic: bool) -> list[float]:
    """The measured counts, without those that would touch their greater neighbour."""
    shown: list[float] = [counts[-1]]
    for k in reversed(counts[:-1]):
        if (
            shown[-1] / k > TICKS_APART
            if logarithmic
            else shown[-1] - k >= LINEAR_TICKS_APART * counts[-1]
        ):
            shown.append(k)
    return shown[::-1]


def draw_ceilings(
    axes: Axes, analysis: "Analysis", work: "Work", counts: list[int]
) -> list[EndLabel]:
    """The ideal line, and the measured ceiling as a band; gives their labels."""
    most = counts[-1]
    axes.plot([1, most], [1, most], ":", color=FAINT, linewidth=1, zorder=1)
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)
    measured = {k: analysis.ceilings[work, k] for k in counts if (work, k) in analysis.ceilings}
    labels = [EndLabel("ideal", most, most, FAINT)]
    if measured:
        xs, values = list(measured), [e.value for e in measured.values()]
        low = [e.low if e.bounded else e.value for e in measured.values()]
        high = [e.high if e.bounded else e.value for e in measured.values()]
        axes.fill_between(xs, low, high, color=CEILING_COLOUR, alpha=0.35, linewidth=0, zorder=1)
        axes.plot(xs, values, color=CEILING_COLOUR, linewidth=2.2, zorder=1)
        for k, estimate in measured.items():
            limit = mark_of_estimate(analysis.name(work), "ceiling", k, estimate, times_between)
            mark(axes, k, estimate.value, limit)
        labels.append(EndLabel("ceiling", xs[-1], values[-1], FAINT))
    return labels


def mark_cores(axes: Axes, analysis: "Analysis", most: int) -> None:
    """Lines at the physical and the usable cores and a quota, as far as they are on the axis.

    What they are stands beneath the axis, where no marker is.
    """
    machine = analysis.run.machine
    usable, physical = machine.usable_cores, machine.physical_cores
    marks: dict[float, str] = {usable: "usable cores"}
    if physical is not None:
        marks[physical] = "cores" if physical == usable else "physical cores"
    if machine.sustained_cores < usable:
        marks[machine.sustained_cores] = "quota"
    shown = {cores: name for cores, name in sorted(marks.items()) if cores <= most}
    for cores in shown:
        axes.axvline(cores, color=FAINT, linewidth=0.7, dashes=(2, 2), zorder=0)
    if shown:
        names = ", ".join(f"{cores:g} {name}" for cores, name in shown.items())
        axes.set_xlabel(f"{axes.get_xlabel()} (dashed: {names})", labelpad=1)
