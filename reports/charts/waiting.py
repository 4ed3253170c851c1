"""What one more wait at once costs, by how many there are: threads and coroutines."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.analysis import Analysis
from reports.charts import Chart, Columns
from reports.charts._cost_axes import in_sight, seconds_axis
from reports.charts._cost_lines import count_axis, draw_costs
from reports.charts._cost_rows import told_cost
from reports.charts._labels import EndLabel, label_ends
from reports.charts._marks import strategy
from reports.charts._panels import panels
from reports.charts._style import looks, shortened, width_of
from reports.charts._worker_axes import tick_counts
from reports.cost_selection import cheapest, where
from reports.costs import CostResult
from reports.waiting_verdict import FAMILY, waits_at_once
from reports.wording import CANT_TELL, NOT_TOLD, seconds_between, told_from_zero

FOOTNOTE = (
    "As many waits of 20 ms as said, all at once, started and ended in the call; seconds of each "
    "beyond one wait alone. Bars: intervals of the medians (95 %); hollow: not told from 0."
)


def lacks(analysis: Analysis) -> str:
    if waits_at_once(analysis):
        return ""
    return "No waits at once were measured (see --families waiting)."


def finding(analysis: Analysis) -> str:
    """The cheapest way to wait for the most at once, beside the others."""
    most = waits_at_once(analysis)[-1]
    found = sorted(where(analysis, FAMILY, workers=most), key=lambda one: one.cost.value)
    words = "; ".join(f"{shortened(one.case.strategy, 30)} {_cost(one)}" for one in found[:4])
    best = cheapest(found, lambda one: one.cost)
    told = best is None or best.told
    which = "" if told else f" ({CANT_TELL} the first from all others)"
    return f"Of {most} waits at once each costs: {words}{which}."


def _cost(one: CostResult) -> str:
    return seconds_between(one.cost) if told_from_zero(one.cost) else NOT_TOLD


def draw(analysis: Analysis) -> Figure:
    shown = where(analysis, FAMILY)
    lines: dict[str, list[CostResult]] = {}
    for one in sorted(shown, key=lambda one: one.case.workers):
        lines.setdefault(one.case.strategy, []).append(one)
    look_of = looks(one.case for one in shown)
    figure, (axes,) = panels(
        1, finding(analysis), FOOTNOTE, columns=1, size=(5.2, 3.0), left=0.9,
        right=0.4 + width_of(look_of), above=0.2, below=0.6,
    )  # fmt: skip
    lowest = seconds_axis(axes.yaxis, *in_sight([one.cost for one in shown]))
    _count_axis(axes, waits_at_once(analysis))
    labels = []
    for name, line in lines.items():
        xs = [float(one.case.workers) for one in line]
        marks = [told_cost("waits", name, one.case.workers, one, one.cost) for one in line]
        draw_costs(axes, line, xs, marks, look_of[name], lowest)
        last = line[-1]
        end = max(last.cost.value, lowest)
        labels.append(
            EndLabel(shortened(name), last.case.workers, end, look_of[name].colour,
                     (strategy(name),))
        )  # fmt: skip
    label_ends(axes, labels)
    return figure


def _count_axis(axes: Axes, counts: list[int]) -> None:
    ticks = tick_counts(counts, logarithmic=True)
    limits = counts[0] / 1.5, counts[-1] * 1.5
    count_axis(axes, limits, [(tick, f"{tick:.0f}") for tick in ticks])
    axes.set_xlabel("waits at once", labelpad=1)
    axes.set_ylabel("seconds of one wait", labelpad=2)


CHART = Chart(
    "Many waits at once", 52, lacks, finding, draw,
    Columns("", at="at once", value="seconds of a wait", note="note"),
)  # fmt: skip
