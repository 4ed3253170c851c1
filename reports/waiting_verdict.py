"""What one more wait at once costs, as the lines that every output prints."""

from collections.abc import Iterator
from functools import partial

from reports.analysis import Analysis
from reports.cost_figures import compared, cost_of
from reports.cost_selection import named, where
from reports.printed import CostLine

FAMILY = "waiting"


def waiting_lines(analysis: Analysis) -> Iterator[CostLine]:
    """By how many wait at once; where there is room for a few, the most alone."""
    about = "started, awaited and ended, each, beyond one wait alone"
    counts = waits_at_once(analysis)
    for at_once in counts:
        found = where(analysis, FAMILY, workers=at_once)
        topic, brief = f"Wait, {at_once} at once", found if at_once == counts[-1] else []
        yield compared(topic, about, found, cost_of, partial(named, analysis), brief)


def waits_at_once(analysis: Analysis) -> list[int]:
    """The numbers that were measured, ascending."""
    return sorted({one.case.workers for one in where(analysis, FAMILY)})
