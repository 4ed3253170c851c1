"""Where the missing speedup went: a bar per strategy, cut into what its seconds were spent on."""

from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT
from lightwork.reporting.charts.parts.marks import Mark, mark, strategy, tag_series
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.style import INK, ON_AREA, shortened, width_of
from lightwork.reporting.charts.parts.timeline_rows import PART_STYLES, PartStyle
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import strategies
from lightwork.reporting.estimates.time_breakdown import TracedCase, traced_at_full
from lightwork.reporting.text.figures import count, percent, seconds_text

#: What is shown, if it was traced: the verdict's first questions, and rows of uneven cost.
SHOWN_WORKLOADS = ("prime_count", "hash_chain", "sleep", "mandelbrot")
#: Shares below this have no room for their figure.
LEAST_LABELLED = 0.085
HEIGHT = 0.78  # of a bar, in rows
KEY_HEIGHT = 0.5  # inches of the key to the colours, above the first panel
FOOTNOTE = (
    "One traced round a case, cold, default start method; mean over its workers. Green over the "
    "whole bar is the efficiency; the other colours are what is missing. Right: seconds of the "
    "traced round. Waiting for the GIL or for a core counts where it happens: mostly within tasks, "
    "and before the first."
)


class Bar(NamedTuple):
    """One strategy on one work."""

    work: Work
    traced: TracedCase

    @property
    def strategy(self) -> str:
        return self.traced.case.strategy

    def share(self, part: PartStyle) -> float:
        parts = self.traced.parts
        return float(getattr(parts, part.field)) / parts.wall


def _shown(analysis: Analysis) -> dict[Work, list[Bar]]:
    """By work, in the order of `SHOWN_WORKLOADS`; where none of these was traced, what was."""
    known = [work for name in SHOWN_WORKLOADS for work in analysis.works if work.workload == name]
    others = [work for work in analysis.works if work not in known]
    for works in (known, others):
        bars = {work: found for work in works if (found := _bars(analysis, work))}
        if bars:
            return dict(list(bars.items())[: len(SHOWN_WORKLOADS)])
    return {}


def _bars(analysis: Analysis, work: Work) -> list[Bar]:
    names = strategies(analysis, (work,), cold=True)
    return [Bar(work, one) for name in names if (one := traced_at_full(analysis, work, name))]


def _finding(analysis: Analysis, shown: dict[Work, list[Bar]]) -> str:
    """The largest loss of all, and the strategy that loses least."""
    bars = [bar for found in shown.values() for bar in found]
    losses = [(bar.share(part), bar, part) for bar in bars for part in PART_STYLES[1:]]
    share, worst, part = max(losses, key=lambda loss: loss[0])
    best = max(bars, key=lambda bar: bar.share(PART_STYLES[0]))
    workers = count(worst.traced.case.workers, "worker")
    wall = seconds_text(worst.traced.parts.wall)
    return (
        f"Most is lost by {api_name(worst.strategy)} on {analysis.name(worst.work)}: "
        f"with {workers} {percent(share)} of {wall} are {part.text}; least by "
        f"{api_name(best.strategy)} on {analysis.name(best.work)}, where "
        f"{percent(best.share(PART_STYLES[0]))} are {PART_STYLES[0].text}."
    )


def _draw(analysis: Analysis, shown: dict[Work, list[Bar]]) -> Figure:
    names = [api_name(bar.strategy) for bars in shown.values() for bar in bars]
    heights = [ROW_HEIGHT * (len(bars) + 0.5) for bars in shown.values()]
    figure, axes = panels(
        len(shown), _finding(analysis, shown), FOOTNOTE, size=(3.2, 0.0), heights=heights,
        left=0.35 + width_of(names), right=0.65, above=0.5 + KEY_HEIGHT, columns=2,
    )  # fmt: skip
    for one, (work, bars) in zip(axes, shown.items(), strict=True):
        _panel(one, analysis, work, bars)
    handles = [Patch(color=part.colour, label=part.name, linewidth=0) for part in PART_STYLES]
    axes[0].legend(
        handles=handles, loc="lower left", ncols=2 if len(shown) == 1 else 4, fontsize=7.5,
        bbox_to_anchor=(-0.25, 1 + 0.42 / heights[0]), handlelength=1.2, borderaxespad=0,
    )  # fmt: skip
    return figure


def _panel(axes: Axes, analysis: Analysis, work: Work, bars: list[Bar]) -> None:
    for y, bar in enumerate(bars):
        _draw_bar(axes, y, bar, analysis.name(bar.work))
    axes.set_yticks(range(len(bars)), [shortened(api_name(bar.strategy)) for bar in bars])
    for label, bar in zip(axes.get_yticklabels(), bars, strict=True):
        tag_series(strategy(bar.strategy), label)
    axes.tick_params(axis="y", length=0, labelsize=7.5)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    axes.set_xlabel("share of the wall time", labelpad=1)
    first = bars[0].traced
    about = count(first.case.workers, "worker")
    if first.timeline.serial is not None:
        about = f"serial loop {seconds_text(analysis.serial_seconds[work].value)}; {about}"
    panel_title(axes, analysis.name(work), about)


def _draw_bar(axes: Axes, y: int, bar: Bar, workload: str) -> None:
    wall, tokens, left = seconds_text(bar.traced.parts.wall), (strategy(bar.strategy),), 0.0
    drawn: list[Artist] = []
    for part in PART_STYLES:
        share = bar.share(part)
        # A tenth of the time of barh, which looks for units and limits each time.
        box = Rectangle((left, y - HEIGHT / 2), share, HEIGHT, facecolor=part.colour, linewidth=0)
        drawn.append(axes.add_patch(box))
        if share >= LEAST_LABELLED:
            drawn.append(axes.text(left + share / 2, y, percent(share), size=7, color=ON_AREA,
                                   ha="center", va="center", zorder=1))  # fmt: skip
        note = f"of {wall}"
        read = Mark(
            workload, api_name(bar.strategy), part.text, percent(share), "", note, tokens, share
        )
        mark(axes, left + share / 2, y, read)
        left += share
    drawn.append(axes.text(1.015, y, wall, size=7.5, color=INK, va="center", zorder=1))
    tag_series(tokens, *drawn)


CHART = chart_of(
    "Where the missing speedup went", 23, _shown, "It was not traced who worked when.",
    _finding, _draw,
    Columns(at="part", value="share", interval="", note="of one round"),
)  # fmt: skip
