"""Figures of costs as they are printed, and which of several is cheapest."""

from collections.abc import Callable, Collection, Sequence
from operator import attrgetter

from lightwork.core.decision import INCONCLUSIVE
from lightwork.core.intervals import Estimate
from lightwork.core.record import FIRST_SECONDS, Case
from lightwork.reporting.estimates.cost_selection import cheapest
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.figures import (
    NOT_ABOVE_ZERO,
    between,
    is_above_zero,
    listed,
    seconds_text,
    why_unbounded,
)
from lightwork.reporting.text.verdict_model import CostEntry, CostLine, CostToDraw, Figure

#: Which figure of a case is meant, and what the case is called.
Of = Callable[[CaseResult], Estimate]
Name = Callable[[CaseResult], str]
#: Seconds of an operation beyond the same without the mechanism, and seconds altogether.
cost_of: Of = attrgetter("cost")
total_seconds_of: Of = attrgetter("seconds")


def first_seconds_of(result: CaseResult) -> Estimate:
    """Of the first opening in a process."""
    return result.estimates[FIRST_SECONDS]


def entry(
    name: str,
    estimate: Estimate,
    brief: bool = True,
    *,
    units: Callable[[float], str] = seconds_text,
    words: str = "",
    case: Case | None = None,
) -> CostEntry:
    """An amount under its name; without an interval with the reason why.

    ``case`` is whose it is, where it is seconds that a picture may show.
    """
    measured = CostToDraw(name, case, estimate) if case else None
    value = units(estimate.value) if is_above_zero(estimate) else NOT_ABOVE_ZERO
    if estimate.bounded:
        figure = Figure(value, between(estimate, units), words)
        return CostEntry(name, figure, brief, measured=measured)
    why = why_unbounded(estimate)
    figure = Figure(value, "", "; ".join(filter(None, (why, words))))
    return CostEntry(name, figure, brief, why, measured)


def compared(
    topic: str,
    about: str,
    results: Sequence[CaseResult],
    of: Of,
    name: Name,
    brief: Collection[CaseResult],
    text: str = "",
) -> CostLine:
    """An entry for each case, the smallest figure first, and which of them is told cheapest."""
    ascending = sorted(results, key=lambda one: of(one).value)
    entries = tuple(entry(name(one), of(one), one in brief, case=one.case) for one in ascending)
    return CostLine(topic, about, entries, text, choice(results, of, name))


def choice(results: Sequence[CaseResult], of: Of, name: Name) -> str:
    """``pipe``, or from what it does not differ; nothing is said of one alone."""
    found = cheapest(results, of)
    if found is None or len(results) < 2:
        return ""
    names = [name(one) for one in (found.best, *found.alike)]
    return names[0] if not found.alike else f"{INCONCLUSIVE} ({listed(names, 3)})"
