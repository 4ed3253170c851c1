"""What starting workers costs: by mechanism, start method, number, and what the parent holds.

And the first start in a process beside later ones, where that was measured.
"""

from collections.abc import Sequence

from matplotlib.figure import Figure

from lightwork.core.intervals import Estimate
from lightwork.core.record import FIRST_SECONDS
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_words import cost_finding
from lightwork.reporting.charts.parts.dot_rows import PlotRow
from lightwork.reporting.charts.parts.row_chart import PanelOfRows, cost_axis, headed, row_panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import FAINT, shortened
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import strategy_text, where
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import cost_seconds_text, count
from lightwork.reporting.text.names import WEIGHTS, label_of

FOOTNOTE = (
    "Seconds beyond a plain call of the same function; logarithmic. Bars: intervals of the medians "
    "(95 %). Without a start method in brackets: this Python's default. Where nothing else is said "
    "it is not the first start in its process."
)
TITLES = {"open_close": "Start and end", "first_result": "Start, first result, end"}
_finding = cost_finding("Start, ", "Parent with data")
HEAVY = ("bare parent", "heavy parent")
TIMES = ("first in its process", "later")

#: Of a workload its mechanisms and start methods, each with few and with many workers.
Pairs = dict[str, list[tuple[CaseResult, ...]]]


def _counts(analysis: Analysis) -> tuple[int, int]:
    """The numbers of workers that are compared: 1 and the usable cores, or what comes nearest."""
    measured = {one.case.workers for one in where(analysis, "startup", size="bare")}
    below = [workers for workers in measured if workers <= analysis.usable]
    return min(measured, default=1), max(below or measured, default=1)


def _bare(analysis: Analysis, workload: str) -> list[tuple[CaseResult, ...]]:
    """For each mechanism and start method its case with few and with many workers."""
    few, many = _counts(analysis)
    groups: dict[str, dict[int, CaseResult]] = {}
    for one in where(analysis, "startup", workload=workload, size="bare"):
        if one.case.workers in (few, many):
            groups.setdefault(strategy_text(analysis, one), {})[one.case.workers] = one
    pairs = [tuple(group[workers] for workers in sorted(group)) for group in groups.values()]
    return sorted(pairs, key=lambda pair: pair[0].cost.value)


def _heavy(analysis: Analysis) -> list[tuple[CaseResult, CaseResult]]:
    """Cases from a heavy parent, each after the same from a bare one."""
    bare = {one.case: one for one in where(analysis, "startup", size="bare")}
    return [
        (bare[light], one)
        for one in where(analysis, "startup")
        if one.case.size != "bare" and (light := one.case._replace(size="bare")) in bare
    ]


def _found(analysis: Analysis) -> Pairs:
    """Of each workload that was measured."""
    return {workload: pairs for workload in TITLES if (pairs := _bare(analysis, workload))}


def _first(pairs: list[tuple[CaseResult, ...]]) -> list[CaseResult]:
    """Those with few workers whose first opening in a process is known."""
    return [pair[0] for pair in pairs if FIRST_SECONDS in pair[0].estimates]


def _draw(analysis: Analysis, found: Pairs) -> Figure:
    series = series_of(one.case for one in analysis.costs_of("startup"))
    bare = [count(number, "worker") for number in _counts(analysis)]
    shown = []
    for name, pairs in found.items():
        rows = [_row(analysis, TITLES[name], pair, series) for pair in pairs]
        shown.append(PanelOfRows(TITLES[name], "", rows, cost_axis, _key(bare)))
    name, pairs = next(iter(found.items()))
    if first := _first(pairs):
        panel = f"{TITLES[name]}: {count(first[0].case.workers, 'worker')}"
        rows = [_first_row(analysis, panel, one, series) for one in first]
        shown.append(PanelOfRows(panel, "", rows, cost_axis, _key(TIMES)))
    if heavy := _heavy_rows(analysis, series):
        shown.append(PanelOfRows("From a heavy parent", "", heavy, cost_axis, _key(HEAVY)))
    return row_panels(
        shown, _finding(analysis, found), FOOTNOTE, width=2.3, joined=True,
        left=2.15, right=1.15, above=0.6, below=0.4,
    )  # fmt: skip


def _key(names: Sequence[str]) -> dict[str, tuple[str, str, bool]]:
    return {name: (FAINT, "o", name == names[-1]) for name in names}


def _heavy_rows(analysis: Analysis, series: dict[str, Series]) -> list[PlotRow]:
    rows = []
    pairs = sorted(_heavy(analysis), key=lambda pair: (pair[1].case.size, pair[1].case.workload))
    for pair in pairs:
        case = pair[1].case
        done = "" if case.workload == "open_close" else ", first result"
        heading = f"{label_of(case.size, WEIGHTS)}{done}"
        panel = f"From a heavy parent: {heading}"
        rows.append((heading, _row(analysis, panel, pair, series, heavy=True)))
    return headed(rows)


def _first_row(
    analysis: Analysis, panel: str, one: CaseResult, series: dict[str, Series]
) -> PlotRow:
    """Hollow the first in its process, filled later ones."""
    figures = (one.estimates[FIRST_SECONDS], one.cost)
    return _figures_row(analysis, panel, one, figures, TIMES, series)


def _row(
    analysis: Analysis, panel: str, pair: Sequence[CaseResult], series: dict[str, Series],
    *, heavy: bool = False,
) -> PlotRow:  # fmt: skip
    """Two cases of a mechanism, or one alone; read by workers, or parent."""
    ats = HEAVY if heavy else [one.case.workers for one in pair]
    return _figures_row(analysis, panel, pair[0], [one.cost for one in pair], ats, series)


def _figures_row(
    analysis: Analysis, panel: str, one: CaseResult, figures: Sequence[Estimate],
    ats: Sequence[str | int], series: dict[str, Series],
) -> PlotRow:  # fmt: skip
    """The mechanism of ``one``: the first of two figures hollow, the second filled."""
    name = strategy_text(analysis, one)
    own = series[one.case.strategy].called(name)
    points = tuple(
        own.point(panel, at, figure, filled=figure is figures[-1])
        for figure, at in zip(figures, ats, strict=False)
    )
    return PlotRow(shortened(name, 32), points, " → ".join(map(cost_seconds_text, figures)))


CHART = chart_of(
    "Starting workers", 40, _found, "No start of workers was measured (see --families startup).",
    _finding, _draw, Columns("what", at="workers, parent or time", value="seconds", note="note"),
)  # fmt: skip
