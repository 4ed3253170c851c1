"""Start methods with and without preloading what tasks import, as lines that every output prints.

Of the family startup: one worker from nothing to the first result of a task that needs numpy, the
parent having imported it. A fork inherits it; a fork server that has preloaded it hands it on; all
others import it anew.
"""

from collections.abc import Iterator

from benchmarks.intervals import overlap, quotient
from reports.analysis import Analysis
from reports.cost_figures import cost_of, entry
from reports.cost_selection import cheapest, where
from reports.costs import CostResult
from reports.printed import CostLine
from reports.wording import CANT_TELL, listed, times_between

PLAIN, PRELOADED = "numpy", "numpy_preload"


def preload_lines(analysis: Analysis) -> Iterator[CostLine]:
    """A line for each mechanism that was started in both ways."""
    found = where(analysis, "startup", workload="first_result")
    strategies = dict.fromkeys(one.case.strategy for one in found if one.case.size == PRELOADED)
    for strategy in strategies:
        ways = [
            one
            for one in found
            if one.case.strategy == strategy and one.case.size in (PLAIN, PRELOADED)
        ]
        ordered = sorted(ways, key=lambda one: one.cost.value)
        yield CostLine(
            f"Numpy, {strategy}",
            "one worker from nothing to a first result that needs numpy, by start method",
            tuple(entry(_name(one), one.cost, strategy == "process") for one in ordered),
            text=_saved(ways),
            cheapest=_cheapest(ways),
        )


def _name(one: CostResult) -> str:
    preloaded = " that has preloaded it" if one.case.size == PRELOADED else ""
    return f"{one.case.start_method}{preloaded}"


def _cheapest(ways: list[CostResult]) -> str:
    found = cheapest(ways, cost_of)
    if found is None or len(ways) < 2:
        return ""
    names = [_name(one) for one in (found.best, *found.alike)]
    return names[0] if found.told else f"{CANT_TELL} ({listed(names, 3)})"


def _saved(ways: list[CostResult]) -> str:
    """What preloading changes for the fork server."""
    for one in ways:
        twin = one.case._replace(size=PLAIN)
        plain = next((other for other in ways if other.case == twin), None)
        if one.case.size != PRELOADED or plain is None:
            continue
        if overlap(one.cost, plain.cost) or one.cost.low <= 0:
            return "that preloading helps can't be told"
        ratio = quotient(plain.cost, one.cost)
        return f"{plain.case.start_method} without preloading takes {times_between(ratio)} as long"
    return ""
