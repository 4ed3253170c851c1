"""What one more wait at once costs, by how many there are: threads and coroutines."""

from matplotlib.figure import Figure

from lightwork.core.decision import INCONCLUSIVE
from lightwork.reporting.charts import Columns, chart_of
from lightwork.reporting.charts.parts.cost_lines import cost_line_panel, draw_costs
from lightwork.reporting.charts.parts.labels import label_ends
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import shortened
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.cost_selection import cheapest, where
from lightwork.reporting.text.figures import NOT_ABOVE_ZERO, is_above_zero, seconds_between
from lightwork.reporting.verdict.cost_format import cost_of
from lightwork.reporting.verdict.settings import WAITING_FAMILY, waits_at_once

FOOTNOTE = (
    "As many waits of 20 ms as said, all at once, started and ended in the call; seconds of each "
    "beyond one wait alone. Bars: intervals of the medians (95 %); hollow: not above 0."
)


def _finding(analysis: Analysis, counts: list[int]) -> str:
    """The cheapest way to wait for the most at once, beside the others."""
    most = where(analysis, WAITING_FAMILY, workers=counts[-1])
    found = sorted(most, key=lambda one: one.cost.value)
    costs = [
        f"{shortened(one.case.strategy, 30)} "
        f"{seconds_between(one.cost) if is_above_zero(one.cost) else NOT_ABOVE_ZERO}"
        for one in found[:4]
    ]
    best = cheapest(found, cost_of)
    which = f" ({INCONCLUSIVE} the first from all others)" if best and best.alike else ""
    return f"Of {counts[-1]} waits at once each costs: {'; '.join(costs)}{which}."


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
    "Many waits at once", 52, waits_at_once,
    "No waits at once were measured (see --families waiting).", _finding, _draw,
    Columns("", at="at once", value="seconds of a wait", note="note"),
)  # fmt: skip
