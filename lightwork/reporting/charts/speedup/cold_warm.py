"""Cold against warm: what running workers save, a row per workload and strategy."""

from collections.abc import Sequence
from typing import NamedTuple

from lightwork.reporting.charts import Columns
from lightwork.reporting.charts.parts.dot_rows import PlotRow
from lightwork.reporting.charts.parts.row_chart import from_zero, headed, row_chart
from lightwork.reporting.charts.parts.series import series_of
from lightwork.reporting.charts.parts.style import FAINT
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.selection import at_full, strategies
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import count, seconds_between, seconds_text, times_between


class Pair(NamedTuple):
    """A strategy on a workload in both states, with as many workers."""

    workload: str
    cold: CaseResult
    warm: CaseResult

    @property
    def saved(self) -> float:
        """Seconds that a call saves when the workers are running already."""
        return self.cold.seconds.value - self.warm.seconds.value

    def text(self, link: str) -> str:
        """Seconds cold and warm."""
        return link.join(seconds_text(one.seconds.value) for one in (self.cold, self.warm))


def _pairs(analysis: Analysis) -> list[Pair]:
    pairs = []
    for work in analysis.works:
        for name in strategies(analysis, (work,)):
            cold, warm = (at_full(analysis, work, name, state) for state in ("cold", "warm"))
            if cold and warm and cold.case.workers == warm.case.workers:
                pairs.append(Pair(analysis.name(work), cold, warm))
    return pairs


def _finding(_analysis: Analysis, pairs: Sequence[Pair]) -> str:
    """What a call saves, and where it is most."""
    most = max(pairs, key=lambda pair: pair.saved)
    if most.saved <= 0:
        return "Warm workers saved nothing here."
    return (
        f"Keeping {count(most.cold.case.workers, 'worker')} warm saves up to "
        f"{seconds_text(most.saved)} "
        f"a call ({most.cold.case.strategy} on {most.workload}: {most.text(' become ')})."
    )


def _rows(analysis: Analysis, pairs: Sequence[Pair]) -> list[PlotRow]:
    series = series_of(result.case for result in analysis.results)
    rows = []
    for pair in pairs:
        name = pair.cold.case.strategy
        points = tuple(
            series[name].point(
                pair.workload, one.case.state, one.speedup, times_between,
                note=seconds_between(one.seconds), filled=one is pair.warm,
            )
            for one in (pair.cold, pair.warm)
        )  # fmt: skip
        rows.append((pair.workload, PlotRow(name, points, pair.text(" → "))))
    return headed(rows)


CHART = row_chart(
    "Cold against warm", 21, Columns(at="state", note="seconds of a call"),
    found=_pairs, finding=_finding, rows=_rows,
    lacks="No strategy was measured both cold and warm.",
    x=from_zero("speedup over the serial loop (times)", 1.0), joined=True,
    footnote="Hollow: cold, one call with its workers started and ended in it. Filled: warm, "
    "workers are running already. Bars: intervals (95 %). Right: seconds cold → warm.",
    key={"cold": (FAINT, "o", False), "warm": (FAINT, "o", True)},
    width=6.2, left=1.9, right=1.6, above=0.35,
)  # fmt: skip
