"""Speedup against workers: a panel per workload, a line per strategy, as cold calls."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from reports.analysis import Analysis, Work, rounds_of
from reports.charts import Chart
from reports.charts._labels import EndLabel, label_ends
from reports.charts._panels import panel_title, panels
from reports.charts._style import CEILING, FAINT, GRID, Look, looks, shortened
from reports.estimates import CaseResult
from reports.ranking import choose
from reports.selection import curve, strategies
from reports.verdict import HEADINGS
from reports.wording import count, plain, seconds, times

#: More workers than this are shown on logarithmic axes: the small counts would touch.
MOST_LINEAR = 8
#: More dots than this become pixels inside the SVG, which keeps the page light.
MOST_DOTS = 2500
FOOTNOTE = (
    "Cold calls: workers are started and ended inside the clock. Marker: median over the rounds; "
    "bar: its interval (at least 95 %); faint dots: every round over its own serial loop. "
    "Grey: the ceiling, the same work in independent processes that share nothing. "
    "Dotted: ideal, as many times as workers. Process strategies use the default start method."
)


def lacks(analysis: Analysis) -> str:
    return "" if _shown(analysis) else "No parallel case was measured cold."


def finding(analysis: Analysis) -> str:
    """The best reach by kind of work."""
    parts = []
    for kind, heading in HEADINGS.items():
        best: CaseResult | None = None
        for work in (work for work in analysis.works if work.kind == kind):
            choice = choose(analysis, work, "cold")
            if choice and (best is None or choice.best["speedup"].value > best["speedup"].value):
                best = choice.best
        if best is not None:
            reach = times(best["speedup"].value)
            workers = count(best.case.workers, "worker")
            parts.append(f"{heading} reaches {reach} ({best.case.strategy}, {workers})")
    if not parts:
        return "Speedup against the number of workers."
    return "; ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])]) + "."


def _shown(analysis: Analysis) -> list[Work]:
    return [work for work in analysis.works if any(analysis.of(work, "cold"))]


def draw(analysis: Analysis) -> Figure:
    works = _shown(analysis)
    figure, axes = panels(len(works), finding(analysis), FOOTNOTE)
    look_of = looks(result.case for result in analysis.results)
    pixels = sum(result.rounds for result in analysis.results) > MOST_DOTS
    for one, work in zip(axes, works, strict=True):
        _panel(one, analysis, work, look_of, pixels)
    return figure


def _panel(
    axes: Axes, analysis: Analysis, work: Work, look_of: dict[str, Look], pixels: bool
) -> None:
    names = strategies(analysis, (work,))
    curves = {name: line for name in names if (line := curve(analysis, work, name))}
    counts = sorted({result.case.workers for line in curves.values() for result in line})
    logarithmic = counts[-1] > MOST_LINEAR
    for i, (name, line) in enumerate(curves.items()):
        dodge = 0.22 * (i / max(1, len(curves) - 1) - 0.5) if len(curves) > 1 else 0.0
        _line(axes, analysis, line, look_of[name], dodge, logarithmic, pixels)
    labels = [
        EndLabel(
            shortened(name), line[-1].case.workers, line[-1]["speedup"].value, look_of[name].colour
        )
        for name, line in curves.items()
    ]
    labels += _limits(axes, analysis, work, counts)
    _scales(axes, counts, logarithmic, min(r["speedup"].value for c in curves.values() for r in c))
    _cores(axes, analysis, counts[-1])
    best = min((r["seconds"].value for line in curves.values() for r in line), default=0.0)
    serial = analysis.serial_seconds[work].value
    panel_title(
        axes, analysis.name(work), f"plain loop {seconds(serial)}, shortest {seconds(best)}"
    )
    label_ends(axes, labels)


def _line(
    axes: Axes,
    analysis: Analysis,
    line: list[CaseResult],
    look: Look,
    dodge: float,
    logarithmic: bool,
    pixels: bool,
) -> None:
    """One strategy: dots of the rounds, interval bars, medians joined."""
    xs = [_aside(result.case.workers, dodge, logarithmic) for result in line]
    ys = [result["speedup"].value for result in line]
    bounds = [result["speedup"] for result in line]
    for x, result in zip(xs, line, strict=True):
        dots = rounds_of(analysis.table, result)["speedup"].to_numpy()
        axes.plot(
            [x] * len(dots), dots, ".", color=look.colour, alpha=0.25, markersize=2.5,
            markeredgewidth=0, rasterized=pixels, zorder=2,
        )  # fmt: skip
    low = [e.value - e.low if e.bounded else 0.0 for e in bounds]
    high = [e.high - e.value if e.bounded else 0.0 for e in bounds]
    axes.errorbar(
        xs, ys, yerr=[low, high], color=look.colour, marker=look.marker, markersize=4,
        linewidth=1.1, elinewidth=0.9, markeredgecolor="white", markeredgewidth=0.4, zorder=3,
    )  # fmt: skip


def _aside(workers: int, dodge: float, logarithmic: bool) -> float:
    """Where a strategy stands beside a number of workers, so that bars don't cover each other."""
    return workers * 2**dodge if logarithmic else workers + dodge


def _limits(axes: Axes, analysis: Analysis, work: Work, counts: list[int]) -> list[EndLabel]:
    """The ideal line, and the measured ceiling as a band; give their labels."""
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


def _scales(axes: Axes, counts: list[int], logarithmic: bool, lowest: float) -> None:
    most = counts[-1]
    if logarithmic:
        axes.set_xscale("log", base=2)
        axes.set_xlim(2**-0.35, most * 2**0.35)
    else:
        axes.set_xlim(0.6, max(most, 1.4) + 0.4)
    if logarithmic or lowest < 0.2:
        axes.set_yscale("log", base=2)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: plain(y)))
        axes.set_ylim(min(0.7, lowest * 0.8), most * 1.3)
    else:
        axes.set_ylim(0, most * 1.08 + 0.1)
    axes.xaxis.set_major_locator(FixedLocator(_ticks(counts)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_xlabel("workers", labelpad=1)
    axes.set_ylabel("speedup (times)", labelpad=2)


def _ticks(counts: list[int]) -> list[float]:
    """The measured counts, without those that would touch their greater neighbour."""
    kept: list[float] = [counts[-1]]
    for k in reversed(counts[:-1]):
        if kept[-1] / k > 1.45 or counts[-1] <= MOST_LINEAR:
            kept.append(k)
    return kept[::-1]


def _cores(axes: Axes, analysis: Analysis, most: int) -> None:
    """Marks at the physical and the usable cores, as far as they are on the axis."""
    usable, physical = analysis.usable, analysis.run.machine.physical_cores
    marks = {usable: "usable cores"}
    if physical is not None:
        marks[physical] = "cores" if physical == usable else "physical cores"
    for cores, words in marks.items():
        if cores > most:
            continue
        axes.axvline(cores, color=FAINT, linewidth=0.7, dashes=(2, 2), zorder=0)
        axes.annotate(
            words, (cores, 0), (-2, 2), xycoords=("data", "axes fraction"), size=6, color=FAINT,
            textcoords="offset points", rotation=90, ha="right", va="bottom",
        )  # fmt: skip


CHART = Chart("Speedup against workers", 10, lacks, finding, draw)
