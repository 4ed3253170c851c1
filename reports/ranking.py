"""Which case is best for a workload, what can't be told from it, and what that gains.

Strategies with the same number of workers are compared by their share of the ceiling: what a
second core is worth changes from second to second on a shared host, and only a parallel reference
of the same rounds cancels that. Across numbers of workers the share is multiplied by the ceiling's
own speedup (`Rank`). Where there is no ceiling (waiting), both are the speedup.

Many comparisons are made at once, so they are conservative on purpose: two cases are told apart
only if their intervals do not touch. For intervals of equal width this tests at about 0.6 % rather
than at 5 % (N. Schenker and J. F. Gentleman, The American Statistician 55 (2001) 182).
"""

import math
from typing import NamedTuple

from benchmarks.intervals import Estimate, overlap, quotient
from reports.analysis import Analysis, Work
from reports.estimates import CaseResult
from reports.mechanisms import NAIVE, is_threads, simplicity

#: A speedup worth having; where less is certain but as much is possible, nothing is told.
WORTHWHILE = 1.10

FASTER, SLOWER, CANT_TELL = "faster", "slower", "can't tell"


class Rank(NamedTuple):
    """By what a case is compared: alike within the same workers, ``reach`` across workers."""

    alike: Estimate  # share of the ceiling, or speedup
    reach: Estimate  # times the serial loop


class Choice(NamedTuple):
    """What came out best in one state, and what can't be told from it."""

    best: CaseResult
    alike: tuple[CaseResult, ...]  # others with the same workers, the simplest first
    fewest_workers: int  # the smallest number of workers that does as well
    pays: bool  # whether anything is told to be faster than the serial loop
    possible: float  # the most that any interval leaves possible; infinite without an interval

    @property
    def simplest(self) -> CaseResult:
        """Of the best and what can't be told from it: the one to prefer."""
        return min((self.best, *self.alike), key=lambda result: simplicity(result.case.strategy))


def compared_with_one(ratio: Estimate, floor: Estimate | None) -> str:
    """Faster, slower or can't tell: whether the interval lies beyond 1 and the noise floor."""
    low, high = 1.0, 1.0
    if floor is not None and floor.bounded:
        low, high = min(low, floor.low), max(high, floor.high)
    if ratio.bounded and ratio.low > high:
        return FASTER
    if ratio.bounded and ratio.high < low:
        return SLOWER
    return CANT_TELL


def rank(analysis: Analysis, work: Work, result: CaseResult) -> Rank:
    """By what ``result`` is compared with other cases of ``work``."""
    ceiling = analysis.ceilings.get((work, result.case.workers))
    share = result.share
    if share is None or ceiling is None:
        return Rank(result.speedup, result.speedup)
    return Rank(
        share,
        share._replace(
            value=share.value * ceiling.value,
            low=share.low * ceiling.low,
            high=share.high * ceiling.high,
        ),
    )


def choose(analysis: Analysis, work: Work, state: str) -> Choice | None:
    """The best case of ``work`` in ``state``; None where none is a number."""
    ranks = {result.case: rank(analysis, work, result) for result in analysis.of(work, state)}
    results = {result.case: result for result in analysis.of(work, state)}
    if not results:
        return None
    floor = analysis.floor(work)
    paying = [c for c, r in results.items() if compared_with_one(r.speedup, floor) == FASTER]
    best = max(paying or results, key=lambda case: ranks[case].reach.value)
    alike = [
        results[case]
        for case in results
        if case != best
        and case.workers == best.workers
        and overlap(ranks[case].alike, ranks[best].alike)
    ]
    as_well = [c.workers for c in results if overlap(ranks[c].reach, ranks[best].reach)]
    return Choice(
        best=results[best],
        alike=tuple(sorted(alike, key=lambda result: simplicity(result.case.strategy))),
        fewest_workers=min([best.workers, *as_well]),
        pays=bool(paying),
        possible=max(r.speedup.high if r.speedup.bounded else math.inf for r in results.values()),
    )


def naive_case(analysis: Analysis, work: Work) -> CaseResult | None:
    """What one types first: ``Pool()``, default start method, a worker per usable core, cold."""
    for result in analysis.of(work, "cold"):
        case = result.case
        default = case.start_method == analysis.run.python.default_start_method
        if case.strategy == NAIVE and case.workers == analysis.usable and default:
            return result
    return None


def gain_over_naive(analysis: Analysis, work: Work, choice: Choice) -> Estimate | None:
    """How many times as fast the best is as the naive choice; None where that was not run."""
    naive = naive_case(analysis, work)
    if naive is None:
        return None
    best, first = rank(analysis, work, choice.best), rank(analysis, work, naive)
    if choice.best.case.workers == naive.case.workers:
        return quotient(best.alike, first.alike)
    return quotient(best.reach, first.reach)


def threads_alone(analysis: Analysis, work: Work, workers: int) -> CaseResult | None:
    """What plain threads do with as many workers, for contrast; else with the most they were run.

    Cold. ``threads`` before ``thread_pool``.
    """
    found = [result for result in analysis.of(work, "cold") if is_threads(result.case)]
    found.sort(
        key=lambda r: (r.case.workers != workers, -r.case.workers, r.case.strategy != "threads")
    )
    return found[0] if found else None
