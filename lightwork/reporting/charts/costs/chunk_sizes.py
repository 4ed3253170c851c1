"""How many tasks to send at once: what is reached by chunk size, at several granularities."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.dot_rows import PlotRow
from lightwork.reporting.charts.parts.row_chart import against_best, headed, row_chart
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import FAINT
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import (
    CHUNKS_PER_WORKER,
    Chunked,
    chunk_text,
    chunked,
)
from lightwork.reporting.estimates.granularity import reached
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, percent, percent_between, seconds_text


def _rows(_analysis: Analysis, found: list[Chunked]) -> list[PlotRow]:
    series = series_of(one.best.case for one in found)
    rows = []
    for one in found:
        strategy = one.best.case.strategy
        tasks = f"{count(one.tasks, 'task')} of {seconds_text(one.granularity)}"
        for case in one.cases:
            note = against_best(one, case, "wins", _loss)
            read = series[strategy]._replace(marker="o").point(
                tasks, case.case.chunksize, reached(case), percent_between, note=note,
                filled=not one.is_significantly_worse(case),
            )  # fmt: skip
            rows.append((f"{strategy}: {tasks}", PlotRow(_label(one, case), (read,), note)))
    return headed(rows)


def _loss(loss: Estimate) -> str:
    return f"{percent(loss.value)} [{percent(loss.low)}, {percent(loss.high)}]"


def _label(one: Chunked, case: CaseResult) -> str:
    size = case.case.chunksize
    name = "one by one" if size == 1 else f"chunks of {size}"
    return f"{name} (default)" if case is one.default else name


def _shares(axes: Axes, rows: Sequence[PlotRow]) -> Sequence[PlotRow]:
    """From nothing to all that is possible."""
    most = max([1.0, *(point.estimate.value for row in rows for point in row.points)])
    axes.set_xlim(0, 1.12 * most)
    axes.axvline(1.0, color=FAINT, linewidth=0.8)
    axes.grid(axis="x", linewidth=0.5)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    return rows


def _name_axis(axes: Axes, _analysis: Analysis, found: list[Chunked]) -> None:
    workers = max(one.best.case.workers for one in found)
    axes.set_xlabel(f"reached of what is possible with {count(workers, 'worker')}")


CHART = row_chart(
    "Chunk sizes", 54,
    Columns("tasks", at="chunk size", value="reached", note="against the best"),
    found=chunked, rows=_rows, x=_shares, more=_name_axis,
    finding=lambda _, found: f"Chunk size: {chunk_text(found)}.",
    lacks="Nothing was measured in several chunk sizes: run the family granularity.",
    footnote="Share of what is possible that is reached with warm workers (of the ceiling, "
    "measured in the same rounds). Filled: not measurably worse than the best; bars: intervals of "
    f"the medians (at least 95 %). The default of Pool.map: {CHUNKS_PER_WORKER} chunks a worker.",
    width=4.6, left=2.6, right=1.9, above=0.25,
)  # fmt: skip
