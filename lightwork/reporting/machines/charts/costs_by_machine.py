"""What things cost on each machine, as times the baseline's: a row per cost."""

import math
from collections import Counter

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.dot_rows import ROW_HEIGHT, PlotRow
from lightwork.reporting.charts.parts.marks import tag_series
from lightwork.reporting.charts.parts.style import COLOUR_NAMES
from lightwork.reporting.machines.charts._rows import RowPanel, draw_row_panels, ratio_axis
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    machine_styles,
    readable,
    unless_fleet,
    with_letters,
)
from lightwork.reporting.machines.comparison import Comparison, CostRatio
from lightwork.reporting.text.figures import megabytes, seconds_text, times_between

#: More rows than this are not read; what is left out stands in the page's tables.
MOST_COST_ROWS = 60
#: Of more machines only the cheapest and the most expensive are named in the finding.
MOST_MACHINES_NAMED_OF_COSTS = 3
#: Inches of a panel, and right of it for the notes of its rows.
PANEL_WIDTH, NOTE_WIDTH = 4.6, 1.1
FOOTNOTE = (
    "Left of the line: cheaper than on the baseline. Costs whose interval includes 0 on a machine "
    "have no ratio. Bars: 95 % intervals that allow for how much the speed of each machine "
    "drifted, as these seconds are of different moments. The axis is logarithmic."
)


def lacks(comparison: Comparison) -> str | None:
    if len(comparison.series) == 1:
        return "There is one machine: no other to divide by."
    return None if _shown(comparison) else "No cost was measured on two machines."


def _shown(comparison: Comparison) -> list[CostRatio]:
    """Those of which another machine than the baseline has a ratio; of many the cheapest.

    Of each topic as many, so that none is left out.
    """
    baseline = comparison.baseline.label
    topics: dict[str, list[CostRatio]] = {}
    for cost in comparison.costs:
        if any(one.series != baseline for one in cost.ratios):
            topics.setdefault(cost.topic, []).append(cost)
    found = [cost for own in topics.values() for cost in own]
    if len(found) <= MOST_COST_ROWS:
        return found
    most = max(1, MOST_COST_ROWS // len(topics))
    cheap = {
        cost.key
        for own in topics.values()
        for cost in sorted(own, key=lambda one: _at(one, baseline))[:most]
    }
    return [cost for cost in found if cost.key in cheap]


def _at(cost: CostRatio, label: str) -> float:
    return cost.costs[label].value if label in cost.costs else math.inf


def finding(comparison: Comparison) -> str:
    """On how many of the costs each machine is measurably cheaper or more expensive."""
    style_of = machine_styles(comparison)
    baseline = comparison.baseline.label
    ratios = [one for cost in comparison.costs for one in cost.ratios if one.series != baseline]
    cheaper = Counter(one.series for one in ratios if one.ratio.bounded and one.ratio.high < 1)
    higher = Counter(one.series for one in ratios if one.ratio.bounded and one.ratio.low > 1)
    measured = Counter(one.series for one in ratios)
    ordered = sorted(measured, key=lambda label: higher[label] - cheaper[label])
    named = ordered if len(ordered) <= MOST_MACHINES_NAMED_OF_COSTS else [ordered[0], ordered[-1]]
    parts = [
        f"on {style_of[label].name} {cheaper[label]} lower and {higher[label]} higher of "
        f"{measured[label]}"
        for label in named
    ]
    name = style_of[baseline].name
    return f"Costs that differ measurably from those of {name}: {'; '.join(parts)}."


def draw(comparison: Comparison) -> Figure:
    shown = _shown(comparison)
    style_of = machine_styles(comparison)
    baseline = comparison.baseline.label
    rows = _rows(shown, style_of, baseline)
    left_out = len(comparison.costs) - len(shown)
    note = (
        f" Of each topic those that cost least on the baseline; {left_out} more are in the "
        "table of costs." if left_out else ""
    )  # fmt: skip
    figure, (axes,) = draw_row_panels(
        [RowPanel(rows, ratio_axis(style_of[baseline].name))],
        with_letters(finding(comparison), comparison), FOOTNOTE + note, columns=1,
        width=PANEL_WIDTH, apart=0.6, shared=True, above=0.3, below=0.6,
        row_height=ROW_HEIGHT * (1 + 0.1 * max(0, len(comparison.series) - 3)),
        left=0.4 + inches(row.label for row in rows if row.points),
        right=NOTE_WIDTH + 0.3 + inches(style.name for style in style_of.values()),
    )  # fmt: skip
    _add_machines(axes, [style for label, style in style_of.items() if label != baseline])
    return figure


def _rows(
    shown: list[CostRatio], style_of: dict[str, MachineStyle], baseline: str
) -> list[PlotRow]:
    rows, topic = [], None
    for cost in shown:
        if cost.topic != topic:
            topic = cost.topic
            rows.append(PlotRow(readable(topic, 40)))
        amounts = {
            label: megabytes(figure.value) if cost.in_bytes else seconds_text(figure.value)
            for label, figure in cost.costs.items()
        }
        points = tuple(
            style_of[one.series].point(
                f"{cost.topic}: {cost.name}", amounts.get(one.series, ""), one.ratio, times_between,
                note=one.why,
                place=cost.costs[one.series].value if one.series in amounts else math.nan,
            )
            for one in cost.ratios if one.series != baseline
        )  # fmt: skip
        note = f"1× is {amounts[baseline]}" if baseline in amounts else ""
        rows.append(PlotRow(readable(cost.name, 34), points, note))
    return rows


def _add_machines(axes: Axes, styles: list[MachineStyle]) -> None:
    """The machines and their markers, right of the rows' notes."""
    height = axes.bbox.height / axes.figure.dpi / ROW_HEIGHT
    x = 1 + NOTE_WIDTH / PANEL_WIDTH
    for i, style in enumerate(styles):
        y = 1 - (i + 0.1) / height
        (point,) = axes.plot(x, y, style.marker, color=style.colour, markersize=5, clip_on=False,
                             transform=axes.transAxes)  # fmt: skip
        text = axes.text(x + 0.02, y, style.name, transform=axes.transAxes, size=7.5, va="center",
                         color=COLOUR_NAMES.get(style.colour, style.colour))  # fmt: skip
        tag_series(style.token, point, text)


CHART = unless_fleet(Chart(
    "What things cost on each machine", 30, lacks, finding, draw,
    Columns("cost", "machine", "there", "times the baseline's", note="how sure"),
))  # fmt: skip
