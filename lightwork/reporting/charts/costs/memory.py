"""Memory of a worker, by mechanism, start method and what the parent holds."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT
from lightwork.reporting.charts.parts.marks import mark
from lightwork.reporting.charts.parts.panels import panel_title, panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import (
    FAINT,
    INK,
    WHITE,
    in_brackets,
    shortened,
    width_of,
)
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import by_default, strategy_text, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import megabytes
from lightwork.reporting.text.names import DEEDS, WEIGHTS, label_of
from lightwork.reporting.verdict.costs import PSS, USS, memory_of_workers

FOOTNOTE = (
    "Bar: private memory of a worker (USS), which no other process has and which is freed when it "
    "ends; figure at the right. Line at its end: interval (95 %). Diamond: its share of "
    "all that it uses (PSS). Mean over the workers. A forked worker shares what the parent holds "
    "until one of the two writes to it; looking at a Python object writes to its reference count."
)
#: (what the parent holds, what the workers did) -> cases, the lightest first.
Groups = dict[tuple[str, str], list[CaseResult]]
#: What stands beside a row, and its case; None: it is the heading of those that follow.
Row = tuple[str, CaseResult | None]


def _groups(analysis: Analysis) -> Groups:
    held = dict.fromkeys(one.case.size for one in where(analysis, "memory"))
    order = [name for name in WEIGHTS if name in held] + [n for n in held if n not in WEIGHTS]
    keys = [(name, deed) for name in order for deed in DEEDS]
    return {key: group for key in keys if (group := memory_of_workers(analysis, *key))}


def _finding(analysis: Analysis, groups: Groups) -> str:
    """What a worker takes, and whether reading what the parent holds copies it."""
    parts = []
    if group := groups.get(("bare", "idle")):
        ends = dict.fromkeys(_size(analysis, one) for one in (group[0], group[-1]))
        parts.append(f"A worker takes {' to '.join(ends)}")
    for held in ("objects", "array"):
        if group := groups.get((held, "reads")):
            forked = [one for one in group if one.case.start_method == "fork"] or group
            size = _size(analysis, by_default(analysis, forked)[-1])
            parts.append(f"after reading {label_of(held, WEIGHTS)} of its parent {size}")
    return f"{'; '.join(parts)}." if parts else "The bars say what memory a worker takes."


def _size(analysis: Analysis, result: CaseResult) -> str:
    return in_brackets(megabytes(result.estimates[USS].value), strategy_text(analysis, result))


def _draw(analysis: Analysis, groups: Groups) -> Figure:
    series = series_of(one.case for one in analysis.costs_of("memory"))
    titles = {"A bare parent": True, "The parent holds 256 MB": False}
    shown = {title: rows for title, bare in titles.items()
             if (rows := _rows(analysis, groups, bare=bare))}  # fmt: skip
    names = [label for rows in shown.values() for label, _ in rows]
    most = max(3, *(len(rows) for rows in shown.values()))
    figure, axes = panels(
        len(shown), _finding(analysis, groups), FOOTNOTE, columns=2, size=(3.0, ROW_HEIGHT * most),
        left=0.4 + width_of(names), right=0.85, above=0.6, below=0.4,
    )  # fmt: skip
    for one, (title, rows) in zip(axes, shown.items(), strict=True):
        _bars(one, rows, series)
        one.set_ylim(most - 0.4, -0.6)
        panel_title(one, title, "")
        _key(one)
    return figure


def _rows(analysis: Analysis, groups: Groups, *, bare: bool) -> list[Row]:
    """The cases of bare or of other parents; these under headings that say what was held."""
    rows: list[Row] = []
    for (held, deed), group in groups.items():
        if (held == "bare") != bare:
            continue
        if not bare:
            heading = f"{label_of(held, WEIGHTS).removeprefix('256 MB of ')}, {DEEDS[deed]}"
            rows.append((heading, None))
        rows += [(strategy_text(analysis, one), one) for one in group]
    return rows


def _bars(axes: Axes, rows: Sequence[Row], series: dict[str, Series]) -> None:
    """A bar from 0 for each case: bytes on a linear axis, for memory adds up."""
    axes.set_yticks(range(len(rows)), [shortened(label, 34) for label, _ in rows])
    axes.tick_params(axis="y", length=0, labelsize=7.5)
    most = 0.0
    for y, ((name, one), label) in enumerate(zip(rows, axes.get_yticklabels(), strict=True)):
        label.set_fontweight("normal" if one else "bold")
        if one:
            own = series[one.case.strategy]
            most = max(most, _bar(axes, y, one, own))
            pss = one.estimates.get(PSS)
            panel = f"{label_of(one.case.size, WEIGHTS)}, {DEEDS[one.case.workload]}"
            read = own.called(name).read(
                panel, "", one.estimates[USS], _megabytes_between,
                note=megabytes(pss.value) if pss else "",
            )  # fmt: skip
            mark(axes, one.estimates[USS].value / 1e6, y, read)
            own.tag(label)
    axes.grid(axis="x", linewidth=0.6)
    axes.set_xlim(0, 1.08 * max(most, 1e-3))
    axes.set_xlabel("MB of one worker", labelpad=1)


def _bar(axes: Axes, y: int, one: CaseResult, own: Series) -> float:
    """Draw a case; give the most MB that it shows."""
    uss, pss = one.estimates[USS], one.estimates.get(PSS)
    bar = axes.barh(y, uss.value / 1e6, height=0.62, color=own.colour, alpha=0.75, zorder=2)
    drawn: list[Artist] = list(bar.get_children())
    if uss.bounded:
        ends = [uss.low / 1e6, uss.high / 1e6]
        drawn += axes.plot(ends, [y, y], color=INK, linewidth=1.2, zorder=3)
    if pss is not None:
        drawn += axes.plot(pss.value / 1e6, y, "D", color=INK, markersize=4, markerfacecolor=WHITE,
                           zorder=4)  # fmt: skip
    figure = axes.annotate(
        megabytes(uss.value), (1, y), (6, 0), xycoords=("axes fraction", "data"), size=7.5,
        textcoords="offset points", va="center",
    )  # fmt: skip
    own.tag(*drawn, figure)
    return max(e.high if e.bounded else e.value for e in (uss, pss or uss)) / 1e6


def _megabytes_between(size: Estimate) -> str:
    if not size.bounded:
        return f"{megabytes(size.value)} [no interval]"
    return f"{megabytes(size.value)} [{megabytes(size.low)}, {megabytes(size.high)}]"


def _key(axes: Axes) -> None:
    """What bar and diamond are, above a panel."""
    handles = [
        Patch(color=FAINT, alpha=0.75, label="private (USS)"),
        Line2D([], [], marker="D", linestyle="", color=INK, markerfacecolor=WHITE, markersize=4,
               label="with its share (PSS)"),
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, handletextpad=0.4,
        fontsize=7.5,
    )  # fmt: skip


CHART = chart_of(
    "Memory of a worker", 57, _groups,
    "No memory of workers was measured (see --families memory; it needs /proc).", _finding, _draw,
    Columns("parent holds, workers", at="", value="private (USS)", note="with its share (PSS)"),
)  # fmt: skip
