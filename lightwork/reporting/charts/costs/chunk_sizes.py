"""How many tasks to send at once: share of the ceiling by chunk size, at several granularities."""

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from lightwork.core.candidate import api_name
from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.row_chart import tried_chart, tried_chunks
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import (
    CHUNKS_PER_WORKER,
    Chunked,
    chunk_text,
    chunked,
)
from lightwork.reporting.estimates.granularity import reached
from lightwork.reporting.text.figures import count, percent_between, seconds_text


def _heading(one: Chunked) -> str:
    tasks = f"{count(one.tasks, 'task')} of {seconds_text(one.granularity)}"
    return f"{api_name(one.best.case.strategy)}: {tasks}"


def _name_axis(axes: Axes, _analysis: Analysis, found: list[Chunked]) -> None:
    workers = max(one.best.case.workers for one in found)
    axes.set_xlabel(f"share of the ceiling with {count(workers, 'worker')}")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))


CHART = tried_chart(
    "Chunk sizes", 51,
    Columns("tasks", at="chunk size", value="reached", note="against the best"),
    found=chunked, tried=lambda found: tried_chunks(found, _heading), more=_name_axis,
    value=reached, text=percent_between,
    finding=lambda _, found: f"Chunk size: {chunk_text(found)}.",
    lacks="Nothing was measured in several chunk sizes: run the family granularity.",
    footnote="Share of the ceiling that is reached with warm workers (the ceiling is measured in "
    "the same rounds). Filled: not measurably worse than the best; bars: intervals of "
    f"the medians (at least 95 %). The default of Pool.map: {CHUNKS_PER_WORKER} chunks a worker.",
)  # fmt: skip
