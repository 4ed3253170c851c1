"""Cold against warm: what keeping the workers is worth, a row per workload and strategy."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from matplotlib.figure import Figure

from reports.analysis import Analysis, Work
from reports.charts import Chart, Columns
from reports.charts._cold_calls import told_speedup
from reports.charts._panels import panels
from reports.charts._rows import ROW, Point, Row, add_key, draw_rows, keep_in_view
from reports.charts._style import FAINT, Look, looks
from reports.estimates import CaseResult
from reports.selection import at_full, strategies
from reports.wording import count, seconds

FOOTNOTE = (
    "Hollow: cold, one call with its workers started and ended in it. Filled: warm, the workers "
    "are kept. Bars: intervals (95 %). Right: seconds cold → warm."
)


class Pair(NamedTuple):
    """A strategy on a workload in both states, with as many workers."""

    work: Work
    cold: CaseResult
    warm: CaseResult

    @property
    def saved(self) -> float:
        """Seconds that a call saves when the workers are kept."""
        return self.cold.seconds.value - self.warm.seconds.value


def _pairs(analysis: Analysis) -> Iterator[Pair]:
    for work in analysis.works:
        for name in strategies(analysis, (work,)):
            cold, warm = (at_full(analysis, work, name, state) for state in ("cold", "warm"))
            if cold and warm and cold.case.workers == warm.case.workers:
                yield Pair(work, cold, warm)


def lacks(analysis: Analysis) -> str:
    return "" if list(_pairs(analysis)) else "No strategy was measured both cold and warm."


def finding(analysis: Analysis) -> str:
    """What a call saves, and where it is most."""
    pairs = sorted(_pairs(analysis), key=lambda pair: pair.saved)
    most = pairs[-1]
    if most.saved <= 0:
        return "Keeping the workers saved nothing here."
    workers = count(most.cold.case.workers, "worker")
    return (
        f"Keeping {workers} saves up to {seconds(most.saved)} a call "
        f"({most.cold.case.strategy} on {analysis.name(most.work)}: "
        f"{seconds(most.cold.seconds.value)} become {seconds(most.warm.seconds.value)})."
    )


def draw(analysis: Analysis) -> Figure:
    look_of = looks(result.case for result in analysis.results)
    rows: list[Row] = []
    for pair in _pairs(analysis):
        heading = Row(analysis.name(pair.work))
        if heading not in rows:
            rows.append(heading)
        rows.append(_row(analysis, pair, look_of[pair.cold.case.strategy]))
    figure, (axes,) = panels(
        1, finding(analysis), FOOTNOTE, columns=1, size=(6.2, ROW * len(rows)), left=1.9,
        right=1.6, above=0.35,
    )  # fmt: skip
    draw_rows(axes, rows, joined=True)
    axes.axvline(1, color=FAINT, linewidth=0.8)
    keep_in_view(axes, rows, 1.0)
    axes.set_xlabel("speedup over the plain loop (times)")
    add_key(axes, {"cold": (FAINT, "o", False), "warm": (FAINT, "o", True)})
    return figure


def _row(analysis: Analysis, pair: Pair, look: Look) -> Row:
    points = tuple(
        Point(
            one.speedup, look.colour, look.marker, filled=one is pair.warm,
            told=told_speedup(analysis, pair.work, one)._replace(at=one.case.state, place=math.nan),
        )
        for one in (pair.cold, pair.warm)
    )  # fmt: skip
    note = f"{seconds(pair.cold.seconds.value)} → {seconds(pair.warm.seconds.value)}"
    return Row(pair.cold.case.strategy, points, note)


CHART = Chart(
    "Cold against warm", 30, lacks, finding, draw, Columns(at="state", note="seconds of a call")
)
