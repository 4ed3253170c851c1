"""What things cost on each machine, as times the baseline's: a row per cost."""

import math
from collections import Counter

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lightwork.reporting.charts import Chart, Columns
from lightwork.reporting.charts.parts.marks import mark_of_estimate, tag_series
from lightwork.reporting.charts.parts.panels import panels
from lightwork.reporting.charts.parts.style import COLOUR_NAMES
from lightwork.reporting.machines.charts._rows import (
    MACHINE_ROW_HEIGHT,
    Dot,
    MachineRow,
    draw_machine_rows,
    ratio_axis,
)
from lightwork.reporting.machines.charts._style import (
    MachineStyle,
    inches,
    lacks_lines,
    machine_styles,
    readable,
)
from lightwork.reporting.machines.comparison import Comparison, CostRatio
from lightwork.reporting.text.figures import megabytes, seconds_text, times_between

#: More rows than this are not read; what is left out stands in the page's tables.
MOST_COST_ROWS = 60
#: Of more machines only the cheapest and the dearest are named in the finding.
MOST_MACHINES_NAMED_OF_COSTS = 3
#: Inches of a panel, and right of it for the notes of its rows.
PANEL_WIDTH, NOTE_WIDTH = 4.6, 1.1
FOOTNOTE = (
    "Left of the line: cheaper than on the baseline. Costs whose interval includes 0 on a machine "
    "have no ratio. Bars: 95 % intervals that allow for how much the pace of each machine "
    "wandered, as these seconds are of different moments. The axis is logarithmic."
)


def lacks(comparison: Comparison) -> str | None:
    if reason := lacks_lines(comparison):
        return reason
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
    most = max(1, MOST_COST_ROWS // max(1, len(topics)))
    if sum(map(len, topics.values())) <= MOST_COST_ROWS:
        most = MOST_COST_ROWS
    cheap = {cost.key for found in topics.values()
             for cost in sorted(found, key=lambda one: _at(one, baseline))[:most]}  # fmt: skip
    return [cost for found in topics.values() for cost in found if cost.key in cheap]


def _at(cost: CostRatio, label: str) -> float:
    return cost.costs[label].value if label in cost.costs else math.inf


def finding(comparison: Comparison) -> str:
    """On how many of the costs each machine is told to be cheaper or dearer."""
    looks = machine_styles(comparison)
    baseline = comparison.baseline.label
    ratios = [one for cost in comparison.costs for one in cost.ratios if one.series != baseline]
    cheaper = Counter(one.series for one in ratios if one.ratio.bounded and one.ratio.high < 1)
    dearer = Counter(one.series for one in ratios if one.ratio.bounded and one.ratio.low > 1)
    measured = Counter(one.series for one in ratios)
    ordered = sorted(measured, key=lambda label: dearer[label] - cheaper[label])
    named = ordered if len(ordered) <= MOST_MACHINES_NAMED_OF_COSTS else [ordered[0], ordered[-1]]
    parts = [
        f"on {looks[label].name} {cheaper[label]} lower and {dearer[label]} higher of "
        f"{measured[label]}"
        for label in named
    ]
    return f"Costs told to differ from those of {looks[baseline].name}: {'; '.join(parts)}."


def draw(comparison: Comparison) -> Figure:
    shown = _shown(comparison)
    look_of = machine_styles(comparison)
    rows = _rows(shown, look_of, comparison.baseline.label)
    left_out = len(comparison.costs) - len(shown)
    note = (
        f" Of each topic those that cost least on the baseline; {left_out} more stand in the "
        "table of all numbers." if left_out else ""
    )  # fmt: skip
    names = [look.name for look in look_of.values()]
    height = MACHINE_ROW_HEIGHT * (1 + 0.1 * max(0, len(comparison.series) - 3))
    figure, (axes,) = panels(
        1, finding(comparison), FOOTNOTE + note, columns=1,
        size=(PANEL_WIDTH, height * (len(rows) + 0.6)), above=0.3, below=0.6,
        left=0.4 + inches(row.label for row in rows if row.dots), right=NOTE_WIDTH + 0.3 + inches(names),
    )  # fmt: skip
    ratio_axis(axes, [dot.estimate for row in rows for dot in row.dots],
               look_of[comparison.baseline.label].name)  # fmt: skip
    draw_machine_rows(axes, rows, apart=0.6)
    _key(axes, look_of, comparison.baseline.label)
    return figure


def _rows(shown: list[CostRatio], look_of: dict[str, MachineStyle], base: str) -> list[MachineRow]:
    rows, topic = [], None
    for cost in shown:
        if cost.topic != topic:
            topic = cost.topic
            rows.append(MachineRow(readable(topic, 40)))
        dots = tuple(_dot(cost, one.series, look_of) for one in cost.ratios if one.series != base)
        at_base = _amount(cost, base)
        rows.append(
            MachineRow(readable(cost.name, 34), dots, f"1× is {at_base}" if at_base else "")
        )
    return rows


def _dot(cost: CostRatio, label: str, look_of: dict[str, MachineStyle]) -> Dot:
    one = next(one for one in cost.ratios if one.series == label)
    look = look_of[label]
    amount = cost.costs[label].value if label in cost.costs else math.nan
    mark = mark_of_estimate(
        f"{cost.topic}: {cost.name}", look.name, _amount(cost, label), one.ratio, times_between,
        note=one.why, tokens=(look.token,), place=amount,
    )  # fmt: skip
    return Dot(one.ratio, look, mark)


def _amount(cost: CostRatio, label: str) -> str:
    """The cost itself there; "" where it is not known."""
    if label not in cost.costs:
        return ""
    value = cost.costs[label].value
    return megabytes(value) if cost.in_bytes else seconds_text(value)


def _key(axes: Axes, look_of: dict[str, MachineStyle], base: str) -> None:
    """The machines and their markers, right of the rows' notes."""
    height = axes.bbox.height / axes.figure.dpi / MACHINE_ROW_HEIGHT
    x = 1 + NOTE_WIDTH / PANEL_WIDTH
    others = [look for label, look in look_of.items() if label != base]
    for i, look in enumerate(others):
        y = 1 - (i + 0.1) / height
        (point,) = axes.plot(x, y, look.marker, color=look.colour, markersize=5, clip_on=False,
                             transform=axes.transAxes)  # fmt: skip
        text = axes.text(x + 0.02, y, look.name, transform=axes.transAxes, size=7.5, va="center",
                         color=COLOUR_NAMES.get(look.colour, look.colour))  # fmt: skip
        tag_series(look.token, point, text)


CHART = Chart(
    "What things cost on each machine", 50, lacks, finding, draw,
    Columns("cost", "machine", "there", "times the baseline's", note="how sure"),
)  # fmt: skip
