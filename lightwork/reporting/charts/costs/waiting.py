"""What one more wait at once costs, by how many there are: threads and coroutines."""

from matplotlib.figure import Figure

from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_lines import cost_line_panel, draw_costs
from lightwork.reporting.charts.parts.cost_words import cost_finding
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import where
from lightwork.reporting.verdict.settings import WAITING_FAMILY, waits_at_once

_finding = cost_finding("Wait, ")
FOOTNOTE = (
    "As many waits of 20 ms as said, all at once, started and ended in the call; seconds of each "
    "beyond one wait alone. Bars: intervals of the medians (95 %); hollow: not above 0."
)


def _draw(analysis: Analysis, counts: list[int]) -> Figure:
    shown = sorted(where(analysis, WAITING_FAMILY), key=lambda one: one.case.workers)
    series = series_of(one.case for one in shown)
    figure, axes, lowest = cost_line_panel(
        shown, _finding(analysis, counts), FOOTNOTE, height=3.0, counts=counts,
        limits=(counts[0] / 1.5, counts[-1] * 1.5), names=("waits at once", "seconds of one wait"),
    )  # fmt: skip
    labels = []
    for name in dict.fromkeys(one.case.strategy for one in shown):
        line = [one for one in shown if one.case.strategy == name]
        workers = [one.case.workers for one in line]
        labels.append(draw_costs(axes, "waits", line, workers, series[name], lowest))
    label_ends(axes, labels)
    return figure


CHART = chart_of(
    "Many waits at once", 42, waits_at_once,
    "No waits at once were measured (see --families waiting).", _finding, _draw,
    Columns("", at="at once", value="seconds of a wait", note="note"),
)  # fmt: skip
