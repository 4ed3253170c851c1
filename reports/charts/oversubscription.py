"""Workers by the BLAS threads that each of them has: when do they fight for cores?"""

from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._tried import Tried, draw_tried
from reports.oversubscription import Map, brief_loss, map_words, thread_map
from reports.wording import count

FOOTNOTE = (
    "Matrix products by a warm pool of so many workers, whose BLAS has so many threads each "
    "(set by threadpoolctl in the workers), as speedup over the loop with one BLAS thread, which "
    "is the grey line. Filled: not told to be slower than the best. Bars: intervals (95 %)."
)


def lacks(analysis: Analysis) -> str:
    if thread_map(analysis) is not None:
        return ""
    return "No workers with BLAS threads of their own were measured (--families oversubscription)."


def _found(analysis: Analysis) -> Map:
    found = thread_map(analysis)
    assert found is not None, "nothing lacks"
    return found


def finding(analysis: Analysis) -> str:
    """Which numbers are best, and what the default costs."""
    return f"Of workers with BLAS threads, {map_words(_found(analysis))}."


def draw(analysis: Analysis) -> Figure:
    found = _found(analysis)
    settings = []
    for cell in found.cells:
        default = " (default)" if cell is found.default else ""
        slower = cell is not found.best and cell not in found.alike
        settings.append(
            Tried(
                count(cell.workers, "worker"),
                f"{count(cell.threads, 'inner thread')}{default}",
                cell.result,
                slower,
                brief_loss(found, cell),
            )
        )
    return draw_tried(settings, finding(analysis), FOOTNOTE)


CHART = Chart(
    "Workers with BLAS threads", 55, lacks, finding, draw,
    Columns("workers", at="inner threads", note="against the best"),
)  # fmt: skip
