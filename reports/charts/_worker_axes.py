"""Axes of speedup against workers: scales, ideal line, ceiling, marks at the machine's cores."""

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from reports.analysis import Analysis, Work
from reports.charts._labels import EndLabel
from reports.charts._style import CEILING, FAINT, GRID

#: More workers than this are shown on logarithmic axes: the small counts would touch.
MOST_LINEAR = 8
#: Speedups below this are shown on a logarithmic axis: they would all lie on the zero line.
LEAST_LINEAR = 0.2
#: Speedups below this span so many octaves that the axis counts in decades.
LEAST_OCTAVES = 0.03
#: Times by which two labelled counts differ on a logarithmic axis: 128 and 192 would touch.
TICKS_APART = 1.6


def is_logarithmic(counts: list[int]) -> bool:
    return counts[-1] > MOST_LINEAR


def aside(workers: int, dodge: float, logarithmic: bool) -> float:
    """Where a strategy stands beside a number of workers, so that bars don't cover each other."""
    return workers * 2**dodge if logarithmic else workers + dodge


def set_scales(axes: Axes, counts: list[int], lowest: float, highest: float) -> None:
    """Scales and ticks for the measured ``counts`` and speedups ``lowest`` to ``highest``."""
    most = counts[-1]
    set_counts(axes, counts)
    if is_logarithmic(counts) or lowest < LEAST_LINEAR:
        axes.set_yscale("log", base=2 if lowest > LEAST_OCTAVES else 10)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.3g}"))
        axes.set_ylim(min(0.7, lowest * 0.8), max(most, highest) * 1.3)
    else:
        axes.set_ylim(0, max(most, highest) * 1.06 + 0.1)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_ylabel("speedup (times)", labelpad=2)


def set_counts(axes: Axes, counts: list[int]) -> None:
    """Scale and ticks of the x axis for the measured numbers of workers."""
    if is_logarithmic(counts):
        axes.set_xscale("log", base=2)
        axes.set_xlim(2**-0.35, counts[-1] * 2**0.35)
    else:
        axes.set_xlim(0.6, counts[-1] + 0.4)
    axes.xaxis.set_major_locator(FixedLocator(tick_counts(counts)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("workers", labelpad=1)


def tick_counts(counts: list[int]) -> list[float]:
    """The measured counts, without those that would touch their greater neighbour."""
    kept: list[float] = [counts[-1]]
    for k in reversed(counts[:-1]):
        if kept[-1] / k > TICKS_APART or not is_logarithmic(counts):
            kept.append(k)
    return kept[::-1]


def draw_limits(axes: Axes, analysis: Analysis, work: Work, counts: list[int]) -> list[EndLabel]:
    """The ideal line, and the measured ceiling as a band; gives their labels."""
    most = counts[-1]
    axes.plot([1, most], [1, most], ":", color=FAINT, linewidth=1, zorder=1)
    axes.axhline(1, color=FAINT, linewidth=0.6, zorder=1)
    measured = [(k, analysis.ceilings[work, k]) for k in counts if (work, k) in analysis.ceilings]
    labels = [EndLabel("ideal", most, most, FAINT)]
    if measured:
        xs = [k for k, _ in measured]
        axes.fill_between(
            xs,
            [e.low if e.bounded else e.value for _, e in measured],
            [e.high if e.bounded else e.value for _, e in measured],
            color=CEILING, alpha=0.35, linewidth=0, zorder=1,
        )  # fmt: skip
        axes.plot(xs, [e.value for _, e in measured], color=CEILING, linewidth=2.2, zorder=1)
        labels.append(EndLabel("ceiling", xs[-1], measured[-1][1].value, FAINT))
    return labels


def mark_cores(axes: Axes, analysis: Analysis, most: int) -> None:
    """Marks at the physical and the usable cores and a quota, as far as they are on the axis."""
    machine = analysis.run.machine
    usable, physical = machine.usable_cores, machine.physical_cores
    marks: dict[float, str] = {usable: "usable cores"}
    if physical is not None:
        marks[physical] = "cores" if physical == usable else "physical cores"
    if machine.sustained_cores < usable:
        marks[machine.sustained_cores] = "quota"
    for cores, words in marks.items():
        if cores > most:
            continue
        axes.axvline(cores, color=FAINT, linewidth=0.7, dashes=(2, 2), zorder=0)
        axes.annotate(
            words, (cores, 0), (3, 3), xycoords=("data", "axes fraction"), size=6, color=FAINT,
            textcoords="offset points", rotation=90, ha="left", va="bottom", zorder=1.5,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.4},
        )  # fmt: skip
