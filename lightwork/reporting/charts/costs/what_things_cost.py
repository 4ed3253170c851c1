"""What things cost here: costs in brief, on one axis of seconds."""

import math
from collections.abc import Iterator

from matplotlib.axes import Axes

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.cost_words import cost_sentence
from lightwork.reporting.charts.parts.dot_rows import PlotRow, RowPoint
from lightwork.reporting.charts.parts.marks import mark_of_estimate
from lightwork.reporting.charts.parts.row_chart import cost_axis, headed, row_chart
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import CEILING_COLOUR
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.text.figures import cost_seconds_text, seconds_between, seconds_text
from lightwork.reporting.text.names import in_a_sentence
from lightwork.reporting.text.verdict_model import CostToDraw
from lightwork.reporting.verdict.costs import cost_lines

#: First words of the topics that a headline names.
HEADLINE_SORTS = ("Start", "Dispatch", "Transfer")
#: What the system alone takes, in the order of `Floors`.
FLOORS_TITLE = "The system alone (floors)"
FLOOR_NAMES = ("thread: create, join", "program: fork, exec, wait", "pipe: a byte, one way")
#: A topic and its costs, the smallest first.
Topics = dict[str, list[CostToDraw]]


def _topics(analysis: Analysis) -> Topics:
    """As they are printed; the chart of the family has the others."""
    found = {
        line.topic: [one.measured for one in line.entries if one.brief and one.measured]
        for line in cost_lines(analysis)
    }
    return {
        topic: sorted(costs, key=lambda one: one.seconds.value)
        for topic, costs in found.items()
        if costs
    }


def _finding(analysis: Analysis, topics: Topics) -> str:
    """Of the first topic of each of the sorts that are asked for first; else of the first topic."""
    firsts = {topic.split()[0].strip(","): topic for topic in reversed(topics)}
    named = [firsts[sort] for sort in HEADLINE_SORTS if sort in firsts] or [*topics][:1]
    lines = (line for line in cost_lines(analysis) if line.topic in named)
    brief = cost_sentence(line._replace(text="", cheapest="") for line in lines)
    return f"What it costs here: {in_a_sentence(brief)}"


def _rows(analysis: Analysis, topics: Topics) -> list[PlotRow]:
    series = series_of(one.case for costs in topics.values() for one in costs)
    rows = []
    for topic, costs in topics.items():
        for one in costs:
            read = series[one.case.strategy].called(one.name).point(topic, "", one.seconds)
            rows.append((topic, PlotRow(one.name, (read,), cost_seconds_text(one.seconds))))
    return headed([*rows, *_floors(analysis)])


def _floors(analysis: Analysis) -> Iterator[tuple[str, PlotRow]]:
    """What the system alone takes for each of the three, as far as it was measured."""
    for name, seconds in zip(FLOOR_NAMES, analysis.run.floors, strict=True):
        if not math.isnan(seconds):
            one = Estimate(seconds, math.nan, math.nan, math.nan, 0)
            read = mark_of_estimate(FLOORS_TITLE, name, "", one, seconds_between)
            point = RowPoint(one, CEILING_COLOUR, "D", mark=read)
            yield FLOORS_TITLE, PlotRow(name, (point,), seconds_text(seconds))


def _limit_lines(axes: Axes, analysis: Analysis, _topics: Topics) -> None:
    axes.tick_params(axis="x", labeltop=True)
    for seconds in analysis.run.floors:
        if not math.isnan(seconds):
            axes.axvline(seconds, color=CEILING_COLOUR, linewidth=1, linestyle=":", zorder=1)


CHART = row_chart(
    "Overheads", 19, Columns("what", "how", "", "seconds", note="note"),
    found=_topics, finding=_finding, rows=_rows, x=cost_axis,
    lacks="Nothing of this was measured: run the families startup, dispatch, transfer or sharing.",
    footnote="Transfers and updates: total time; all others: seconds beyond a plain call of the "
    "same function. Bars: intervals of the medians (95 %); hollow at the left edge: not above 0. "
    "Each thick line is a thousand times the one before. Dotted: what the system alone takes, "
    "without Python; what lies right of it is added by the mechanism.",
    more=_limit_lines,
    width=5.6, left=2.3, right=1.2, above=0.3, below=0.35,
)  # fmt: skip
