"""Efficiency heat map by workload and strategy, at the usable cores."""

from statistics import median

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.marks import Mark, mark
from lightwork.reporting.charts.parts.panels import panels
from lightwork.reporting.charts.parts.series import Series, series_of
from lightwork.reporting.charts.parts.style import (
    AREAS,
    FAINT,
    GRID,
    ON_AREA,
    ON_DARK_AREA,
    WHITE,
    shortened,
    width_of,
)
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import at_full, full_workers, strategies, why_no_number
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, number_between, percent
from lightwork.reporting.text.names import is_threads, worker_sort

CELL = (0.72, 0.34)  # inches
#: Pale to the end, so that black digits are readable on all of it.
EFFICIENCY_COLOURS = LinearSegmentedColormap.from_list("shares", [ON_DARK_AREA, AREAS["sky"]])
FOOTNOTE = (
    "Efficiency = speedup / workers; 1 is ideal. Of a long job; of what starts its workers in each "
    "call, of one call. Default start method."
)


def _at_full(analysis: Analysis, work: Work, name: str) -> CaseResult | None:
    """Warm where that was measured with as many workers, else cold."""
    cold, warm = at_full(analysis, work, name), at_full(analysis, work, name, "warm")
    alike = cold is None or (warm is not None and warm.case.workers == cold.case.workers)
    return warm if warm is not None and alike else cold


def _finding(analysis: Analysis, _names: list[str]) -> str:
    """Efficiency in computing, of threads and of processes."""
    shown = [
        (result.case, result.estimates["efficiency"].value)
        for work in analysis.works
        if work.kind == "cpu"
        for name in strategies(analysis, (work,))
        if (result := _at_full(analysis, work, name))
    ]
    threads = [value for case, value in shown if is_threads(case)]
    processes = [value for case, value in shown if worker_sort(case) == "processes"]
    parts = [
        f"{percent(median(values))} with {worker}"
        for worker, values in (("processes", processes), ("threads", threads))
        if values
    ]
    if not parts:
        return f"Efficiency with {count(analysis.usable, 'worker')}."
    workers = count(full_workers(analysis, analysis.works[0]), "worker")
    return f"Efficiency in pure Python, {workers}: {', '.join(parts)} (medians)."


def _draw(analysis: Analysis, names: list[str]) -> Figure:
    works = analysis.works
    results = {(work, name): _at_full(analysis, work, name) for work in works for name in names}
    missing = {key: why_no_number(analysis, *key) for key, found in results.items() if not found}
    reasons = list(dict.fromkeys(missing.values()))
    notes = "".join(f" ({i + 1}) {reason.rstrip('.')}." for i, reason in enumerate(reasons))
    series = series_of(result.case for result in analysis.results)
    # Inches of the longest heading, which rises at 35 degrees.
    slant = width_of(series[name].name for name in names)
    figure, (axes,) = panels(
        1, _finding(analysis, names), FOOTNOTE + notes, columns=1,
        size=(CELL[0] * len(names), CELL[1] * len(works)), left=2.0,
        right=0.15 + 0.8 * slant, above=0.2 + 0.6 * slant, below=0.1,
    )  # fmt: skip
    for (work, name), result in results.items():
        row, column, own = works.index(work), names.index(name), series[name]
        if result is None:
            reason = missing[work, name]
            cell = _empty_cell(axes, row, column, reasons.index(reason) + 1)
            read = Mark(analysis.name(work), own.name, "", "–", "", reason, (own.token,))
        else:
            efficiency = result.estimates["efficiency"]
            cell = _cell(axes, row, column, efficiency.value)
            workers = result.case.workers
            read = own.read(analysis.name(work), workers, efficiency, number_between)
        for artist in cell:
            artist.set_zorder(1 + column / 1000)  # all of a strategy together, see `draw_rows`
        own.tag(*cell)
        mark(axes, column + 0.5, row + 0.5, read)
    rows = [f"{shortened(analysis.name(w), 20)}, {full_workers(analysis, w)}w" for w in works]
    _ticks(axes, rows, [series[name] for name in names])
    return figure


def _cell(axes: Axes, row: int, column: int, value: float) -> tuple[Artist, Artist]:
    colour = EFFICIENCY_COLOURS(min(max(value, 0.0), 1.0))  # an int 1 would be that of index 1
    box = axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=FAINT,
                                   linewidth=0.5))  # fmt: skip
    figure = axes.text(column + 0.5, row + 0.5, f"{value:.2f}", ha="center", va="center",
                       color=ON_AREA)  # fmt: skip
    return box, figure


def _empty_cell(axes: Axes, row: int, column: int, number: int) -> tuple[Artist, Artist]:
    """An empty cell with the number of its reason in the footnote."""
    box = axes.add_patch(Rectangle((column, row), 1, 1, facecolor=WHITE, edgecolor=GRID,
                                   linewidth=0.8))  # fmt: skip
    figure = axes.text(column + 0.5, row + 0.5, f"({number})", ha="center", va="center", size=7,
                       color=FAINT)  # fmt: skip
    return box, figure


def _ticks(axes: Axes, rows: list[str], columns: list[Series]) -> None:
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([i + 0.5 for i in range(len(rows))], rows)
    axes.xaxis.tick_top()
    places, names = [j + 0.5 for j in range(len(columns))], [shortened(one.name) for one in columns]
    axes.set_xticks(places, names, rotation=35, ha="left")
    for label, one in zip(axes.get_xticklabels(), columns, strict=True):
        one.tag(label)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


CHART = chart_of(
    "Efficiency at the usable cores", 20, lambda analysis: strategies(analysis, cold=True),
    "No parallel case was measured cold.", _finding, _draw,
    Columns(value="efficiency", note="why there is none"),
)  # fmt: skip
