"""What one more wait at once costs, as the lines that every output prints."""

from collections.abc import Iterator

from reports.analysis import Analysis
from reports.cost_figures import choice, cost_of, entries
from reports.cost_selection import where
from reports.printed import CostLine

FAMILY = "waiting"


def waiting_lines(analysis: Analysis) -> Iterator[CostLine]:
    """By how many wait at once; where there is room for a few, the most alone."""
    counts = waits_at_once(analysis)
    for at_once in counts:
        found = where(analysis, FAMILY, workers=at_once)
        yield CostLine(
            f"Wait, {at_once} at once",
            "started, awaited and ended, each, beyond one wait alone",
            entries(analysis, found, cost_of, found if at_once == counts[-1] else []),
            cheapest=choice(analysis, found, cost_of),
        )


def waits_at_once(analysis: Analysis) -> list[int]:
    """The numbers that were measured, ascending."""
    return sorted({one.case.workers for one in where(analysis, FAMILY)})
