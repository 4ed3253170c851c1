"""How many tasks to send at once: what is reached by chunk size, at several granularities."""

from collections.abc import Iterator

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from benchmarks.intervals import overlap
from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._marks import strategy as token_of
from reports.charts._marks import told
from reports.charts._panels import panels
from reports.charts._rows import ROW, Point, Row, draw_rows
from reports.charts._style import FAINT, GRID, looks
from reports.chunk_sizes import CHUNKS_PER_WORKER, Chunked, chunk_words, chunked
from reports.costs import CostResult
from reports.granularity_series import reached
from reports.wording import count, percent, percent_between, seconds

FOOTNOTE = (
    "Share of what is possible that is reached with warm workers (of the ceiling, measured in the "
    "same rounds). Filled: not told to be worse than the best; bars: intervals of the medians (at "
    f"least 95 %). The default of Pool.map: {CHUNKS_PER_WORKER} chunks a worker."
)


def lacks(analysis: Analysis) -> str:
    if chunked(analysis):
        return ""
    return "Nothing was measured in several chunk sizes: run the family granularity."


def finding(analysis: Analysis) -> str:
    """What the default loses, and one by one."""
    words = chunk_words(chunked(analysis))
    return f"Chunk size: {words}."


def draw(analysis: Analysis) -> Figure:
    found = chunked(analysis)
    look_of = looks(one.best.case for one in found)
    rows: list[Row] = []
    for one in found:
        strategy = one.best.case.strategy
        tasks = f"{count(one.tasks, 'task')} of {seconds(one.granularity)}"
        rows.append(Row(f"{strategy}: {tasks}"))
        rows += _rows(one, look_of[strategy].colour)
    figure, (axes,) = panels(
        1, finding(analysis), FOOTNOTE, columns=1, size=(4.6, ROW * len(rows)), left=2.6,
        right=1.9, above=0.25,
    )  # fmt: skip
    axes.set_xlim(0, 1.12 * max(1.0, *(reached(case).value for one in found for case in one.cases)))
    axes.axvline(1.0, color=FAINT, linewidth=0.8)
    axes.grid(axis="x", color=GRID, linewidth=0.5)
    draw_rows(axes, rows)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    workers = max(one.best.case.workers for one in found)
    axes.set_xlabel(f"reached of what is possible with {count(workers, 'worker')}")
    return figure


def _rows(one: Chunked, colour: str) -> Iterator[Row]:
    for case in one.cases:
        note = _note(one, case)
        can_be_read = told(
            f"{count(one.tasks, 'task')} of {seconds(one.granularity)}", case.case.strategy,
            case.case.chunksize, reached(case), percent_between, note=note,
            tokens=(token_of(case.case.strategy),),
        )  # fmt: skip
        point = Point(reached(case), colour, filled=not one.told_worse(case), told=can_be_read)
        yield Row(_label(one, case), (point,), note)


def _label(one: Chunked, case: CostResult) -> str:
    size = case.case.chunksize
    name = "one by one" if size == 1 else f"chunks of {size}"
    return f"{name} (default)" if case is one.default else name


def _note(one: Chunked, case: CostResult) -> str:
    """What it loses against the best, where that is told."""
    if case is one.best:
        others = [other for other in one.cases if other is not case]
        alone = not any(overlap(reached(case), reached(other)) for other in others)
        return "wins" if alone else "best, not told from others"
    if not one.told_worse(case):
        return "not told from the best"
    loss = one.loss(case)
    return f"loses {percent(loss.value)} [{percent(loss.low)}, {percent(loss.high)}]"


CHART = Chart(
    "Chunk sizes", 54, lacks, finding, draw,
    Columns("tasks", at="chunk size", value="reached", note="against the best"),
)  # fmt: skip
