"""Figures of costs as they are printed, and which of several is cheapest."""

from collections.abc import Callable, Collection, Sequence

from benchmarks.intervals import Estimate
from reports.analysis import Analysis
from reports.cost_selection import cheapest, named
from reports.costs import CostResult
from reports.printed import CostEntry, Figure
from reports.wording import (
    CANT_TELL,
    NOT_TOLD,
    listed,
    seconds,
    told_from_zero,
    why_unbounded,
)

#: Which figure of a case is meant.
Of = Callable[[CostResult], Estimate]


def cost_of(result: CostResult) -> Estimate:
    """Seconds of an operation beyond the same without the mechanism."""
    return result.cost


def seconds_of(result: CostResult) -> Estimate:
    """Seconds of an operation, all in all."""
    return result.seconds


def entry(
    name: str,
    estimate: Estimate,
    brief: bool = True,
    *,
    units: Callable[[float], str] = seconds,
    words: str = "",
) -> CostEntry:
    """An amount under its name; without an interval with the reason why."""
    value = units(estimate.value) if told_from_zero(estimate) else NOT_TOLD
    if estimate.bounded:
        made = Figure(value, f"[{units(estimate.low)}, {units(estimate.high)}]", words)
        return CostEntry(name, made, brief)
    why = why_unbounded(estimate)
    made = Figure(value, "", "; ".join(part for part in (why, words) if part))
    return CostEntry(name, made, brief, why)


def entries(
    analysis: Analysis, results: Sequence[CostResult], of: Of, brief: Collection[CostResult]
) -> tuple[CostEntry, ...]:
    """An entry for each case under its strategy's name, the smallest figure first."""
    return tuple(
        entry(named(analysis, one), of(one), one in brief)
        for one in sorted(results, key=lambda one: of(one).value)
    )


def choice(analysis: Analysis, results: Sequence[CostResult], of: Of) -> str:
    """``pipe``, or from what it can't be told; nothing is said of one alone."""
    found = cheapest(results, of)
    if found is None or len(results) < 2:
        return ""
    if found.told:
        return named(analysis, found.best)
    rivals = [named(analysis, one) for one in (found.best, *found.alike)]
    return f"{CANT_TELL} ({listed(rivals, 3)})"
