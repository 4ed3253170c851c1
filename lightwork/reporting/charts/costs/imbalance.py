"""Items of uneven cost: what is reached by chunk size under each profile."""

from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.row_chart import tried_chart, tried_chunks
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.chunk_sizes import CHUNKS_PER_WORKER, Chunked
from lightwork.reporting.text.figures import percent_between
from lightwork.reporting.verdict.settings import (
    chunk_name,
    profile_heading,
    profile_name,
    profiles,
    slowest,
)


def _finding(_analysis: Analysis, found: list[Chunked]) -> str:
    """What loses most, under which profile."""
    most = slowest(found)
    if most is None:
        return "Of items of uneven cost, chunk size made no measurable difference."
    one, case = most
    return (
        f"Of items of uneven cost: with {profile_name(one)}, {chunk_name(one, case)} loses most, "
        f"{percent_between(one.loss(case))} against {chunk_name(one, one.best)}."
    )


CHART = tried_chart(
    "Items of uneven cost", 52, Columns("profile", at="chunk size", note="against the best"),
    found=profiles, finding=_finding,
    tried=lambda found: tried_chunks(found, lambda one: profile_heading(one, found)),
    lacks="No items of uneven cost were measured (see --families imbalance).",
    footnote="The same work in items of uneven cost, warm workers; speedup over the serial loop. "
    f"The default of Pool.map: {CHUNKS_PER_WORKER} chunks a worker. Filled: not measurably "
    "slower than the best chunk size of its profile. Bars: intervals (95 %).",
)  # fmt: skip
