"""Figures of costs as they are printed, and which of several is cheapest."""

from collections.abc import Callable, Collection, Sequence

from benchmarks.intervals import Estimate
from reports.cost_selection import cheapest
from reports.costs import CostResult
from reports.printed import CostEntry, CostLine, Figure
from reports.wording import (
    CANT_TELL,
    NOT_TOLD,
    listed,
    seconds,
    told_from_zero,
    why_unbounded,
)

#: Which figure of a case is meant, and what the case is called.
Of = Callable[[CostResult], Estimate]
Name = Callable[[CostResult], str]


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


def compared(
    topic: str,
    about: str,
    results: Sequence[CostResult],
    of: Of,
    name: Name,
    brief: Collection[CostResult],
    text: str = "",
) -> CostLine:
    """An entry for each case, the smallest figure first, and which of them is told cheapest."""
    told = sorted(results, key=lambda one: of(one).value)
    entries = tuple(entry(name(one), of(one), one in brief) for one in told)
    return CostLine(topic, about, entries, text, choice(results, of, name))


def choice(results: Sequence[CostResult], of: Of, name: Name) -> str:
    """``pipe``, or from what it can't be told; nothing is said of one alone."""
    found = cheapest(results, of)
    if found is None or len(results) < 2:
        return ""
    names = [name(one) for one in (found.best, *found.alike)]
    return names[0] if found.told else f"{CANT_TELL} ({listed(names, 3)})"
