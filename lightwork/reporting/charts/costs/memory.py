"""Memory of a worker, by mechanism, start method and what the parent holds."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_words import cost_finding
from lightwork.reporting.charts.parts.dot_rows import PlotRow, RowPoint
from lightwork.reporting.charts.parts.row_chart import PanelOfRows, from_zero, row_panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, INK, width_of
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import strategy_text, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import between, megabytes
from lightwork.reporting.text.names import DEEDS, WEIGHTS, label_of
from lightwork.reporting.verdict.costs import HEAVY_PARENT, PSS, USS, memory_of_workers

#: Inches left of a panel with which two still stand side by side; the longest names take fewer.
MOST_LEFT = 2.0
_finding = cost_finding("Memory, ", f"… {HEAVY_PARENT}")
FOOTNOTE = (
    "Bar: private memory of a worker (USS), which no other process has and which is freed when it "
    "ends; figure at the right. Pale: intervals (95 %). Diamond: its share of "
    "all that it uses (PSS). Mean over the workers. A forked worker shares what the parent holds "
    "until one of the two writes to it; looking at a Python object writes to its reference count."
)
#: (what the parent holds, what the workers did) -> cases, the lightest first.
Groups = dict[tuple[str, str], list[CaseResult]]
#: What bar and diamond are.
MEMORY_KEY = {"private (USS)": (FAINT, "s", True), "with its share (PSS)": (INK, "D", False)}


def _groups(analysis: Analysis) -> Groups:
    held = dict.fromkeys(one.case.size for one in where(analysis, "memory"))
    order = [name for name in WEIGHTS if name in held] + [n for n in held if n not in WEIGHTS]
    keys = [(name, deed) for name in order for deed in DEEDS]
    return {key: group for key in keys if (group := memory_of_workers(analysis, *key))}


def _draw(analysis: Analysis, groups: Groups) -> Figure:
    series = series_of(one.case for one in analysis.costs_of("memory"))
    bare, heavy = [], []
    for (held, deed), group in groups.items():
        name = label_of(held, WEIGHTS)
        rows = [_row(f"{name}, {DEEDS[deed]}", strategy_text(analysis, one), one,
                     series[one.case.strategy]) for one in group]  # fmt: skip
        if held == "bare":
            bare += rows
        else:
            heavy += [PlotRow(f"{name.removeprefix(f'{HEAVY_PARENT} of ')}, {DEEDS[deed]}"), *rows]
    titles = {"A bare parent": bare, f"The parent holds {HEAVY_PARENT}": heavy}
    shown = [PanelOfRows(title, "", rows, _megabytes, MEMORY_KEY)
             for title, rows in titles.items() if rows]  # fmt: skip
    return row_panels(
        shown, _finding(analysis, groups), FOOTNOTE, width=3.0, bars=True, right=0.85, above=0.6,
        below=0.4, left=min(0.4 + width_of(row.label for row in (*bare, *heavy)), MOST_LEFT),
    )  # fmt: skip


def _row(panel: str, name: str, one: CaseResult, series: Series) -> PlotRow:
    uss, pss = one.estimates[USS], one.estimates.get(PSS)
    point = series.called(name)._replace(marker="|").point(
        panel, "", uss, lambda size: f"{megabytes(size.value)} {between(size, megabytes)}",
        note=megabytes(pss.value) if pss else "",
    )  # fmt: skip
    share = (RowPoint(pss, INK, "D", filled=False),) if pss else ()
    return PlotRow(name, (point, *share), megabytes(uss.value))


def _megabytes(axes: Axes, rows: Sequence[PlotRow]) -> Sequence[PlotRow]:
    """A linear axis, for memory adds up."""
    axes.xaxis.set_major_formatter(lambda size, _: f"{size / 1e6:g}")
    shown = from_zero("MB of one worker", grid=True)(axes, rows)
    axes.set_xlim(left=-0.03 * axes.get_xlim()[1])  # a mark at 0 is clear of the row's name
    return shown


CHART = chart_of(
    "Memory of a worker", 45, _groups,
    "No memory of workers was measured (see --families memory; it needs /proc).", _finding, _draw,
    Columns("parent holds, workers", at="", value="private (USS)", note="with its share (PSS)"),
)  # fmt: skip
