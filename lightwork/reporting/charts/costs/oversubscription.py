"""Workers by the BLAS threads that each of them has: when do they fight for cores?"""

from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.row_chart import Tried, tried_chart
from lightwork.reporting.text.figures import count
from lightwork.reporting.verdict.settings import ThreadMap, brief_loss, map_text, thread_map


def _tried(found: ThreadMap) -> list[Tried]:
    return [
        (
            count(cell.workers, "worker"),
            f"{count(cell.threads, 'inner thread')}{' (default)' * (cell is found.default)}",
            cell.result,
            cell is not found.best and cell not in found.alike,
            brief_loss(found, cell),
        )
        for cell in found.cells
    ]


CHART = tried_chart(
    "Workers with BLAS threads", 53,
    Columns("workers", at="inner threads", note="against the best"),
    found=thread_map, tried=_tried,
    finding=lambda _, found: f"Of workers with BLAS threads, {map_text(found)}.",
    lacks="No workers with BLAS threads of their own were measured (--families oversubscription).",
    footnote="Matrix products by a warm pool of N workers with M BLAS threads each (set by "
    "threadpoolctl in the workers), as speedup over the serial loop with one BLAS thread, which "
    "is the grey line. Filled: not measurably slower than the best. Bars: intervals (95 %).",
)  # fmt: skip
