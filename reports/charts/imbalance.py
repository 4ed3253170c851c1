"""Items of uneven cost: what is reached by chunk size under each profile."""

from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._tried import Tried, draw_tried
from reports.chunk_sizes import CHUNKS_PER_WORKER, Chunked
from reports.costs import CostResult
from reports.imbalance import chunk_name, dearest, heading, profile_name, profiles
from reports.wording import percent_between

FOOTNOTE = (
    "The same work in items of uneven cost, warm workers, as speedup over the plain loop. The "
    f"default of Pool.map: {CHUNKS_PER_WORKER} chunks a worker. Filled: not told to be worse than "
    "the best chunk size of its profile. Bars: intervals (95 %)."
)


def lacks(analysis: Analysis) -> str:
    if profiles(analysis):
        return ""
    return "No items of uneven cost were measured (see --families imbalance)."


def finding(analysis: Analysis) -> str:
    """What loses most, under which profile."""
    most = dearest(profiles(analysis))
    if most is None:
        return "Of items of uneven cost, no chunk size is told to be better than another."
    one, case = most
    return (
        f"Of items of uneven cost: with {profile_name(one)}, {chunk_name(one, case)} loses most, "
        f"{percent_between(one.loss(case))} against {chunk_name(one, one.best)}."
    )


def draw(analysis: Analysis) -> Figure:
    found = profiles(analysis)
    settings = [
        Tried(
            heading(one, found),
            chunk_name(one, case),
            case,
            one.told_worse(case),
            _note(one, case),
        )
        for one in found
        for case in one.cases
    ]
    return draw_tried(settings, finding(analysis), FOOTNOTE)


def _note(one: Chunked, case: CostResult) -> str:
    if case is one.best:
        alone = all(one.told_worse(other) for other in one.cases if other is not case)
        return "best" if alone else "best, not told from others"
    if not one.told_worse(case):
        return "not told from the best"
    return f"loses {percent_between(one.loss(case))}"


CHART = Chart(
    "Items of uneven cost", 55, lacks, finding, draw,
    Columns("profile", at="chunk size", note="against the best"),
)  # fmt: skip
