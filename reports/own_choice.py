"""What stands beside the choice for an own function: kept workers, memory, the usual default."""

import math
from collections.abc import Iterator

from benchmarks.record import Case
from reports import mechanisms, ranking
from reports.analysis import Analysis, Work
from reports.mechanisms import name_of
from reports.ranking import Choice
from reports.reading_own_function import OwnFacts
from reports.told import FASTER, SLOWER, compared_with_one
from reports.trust import Line
from reports.wording import CANT_TELL, count, megabytes, times_between


def few_items(facts: OwnFacts, taken: Case) -> Iterator[Line]:
    """What a round that repeats the items hides: there are fewer of them than it had."""
    items = facts.items
    if not items.repeated:
        return
    words = f"the round repeats your {items.read:,} up to {items.in_round:,}: take this for so many"
    if items.read < taken.workers:
        words += f". Of {items.read:,} at most {count(items.read, 'worker')} can have one"
    yield Line("Few items", f"{words}; on fewer, starting workers weighs more")


def kept_workers(analysis: Analysis, work: Work) -> Iterator[Line]:
    warm = ranking.choose(analysis, work, "warm")
    if warm is None or not warm.pays:
        return
    name = name_of(warm.best.case, analysis.run.python.default_start_method)
    yield Line(
        "Kept workers",
        f"{name}, started before and used again: {times_between(warm.best.speedup)}",
    )


def memory_words(used: float, case: Case) -> str:
    if math.isnan(used):
        return "not known on this system"
    if mechanisms.is_threads(case):
        return f"{megabytes(used)} at its peak in the one process that there is"
    workers = count(case.workers, "worker")
    return f"{megabytes(used)} in {workers} at their peak; forked ones share some of it"


def regret(analysis: Analysis, work: Work, choice: Choice, decided: Case | None) -> str:
    """What the usual default, ``Pool()`` with ``map``, costs; ``decided``: what all items ask."""
    naive = ranking.naive_case(analysis, work)
    if naive is None:
        return "not measured: Pool() with map does not work for this function, or was not run"
    own = times_between(naive.speedup)
    if decided is not None:
        same = ": it is what all items ask for, nothing to regret" if naive.case == decided else ""
        return f"the usual default, Pool() with map, gives {own} for a round's items{same}"
    if naive.case == choice.best.case:
        return f"it is the usual default, Pool() with map, {own}: nothing to regret"
    if not choice.pays:
        verdict = compared_with_one(naive.speedup, analysis.floor(work))
        worth = {FASTER: "", SLOWER: ": slower than the plain loop"}.get(verdict, f": {CANT_TELL}")
        return f"the usual default, Pool() with map, gives {own} of the plain loop{worth}"
    gain = ranking.gain_over_naive(analysis, work, choice)
    more = f"; this is {times_between(gain)} as fast as that" if gain is not None else ""
    return f"the usual default, Pool() with map, gives {own}{more}"
