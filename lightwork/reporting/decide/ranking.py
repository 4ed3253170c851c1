"""Which case is best for a workload, what can't be told from it, and which of these to use.

Strategies with the same number of workers are compared by their share of the ceiling: what a
second core is worth changes from second to second on a shared host, and only a parallel reference
of the same rounds cancels that. Across numbers of workers the share is multiplied by the ceiling's
own speedup (`Rank`). Where there is no ceiling (waiting), both are the speedup.

*As good as the best* is who is told to beat the plain loop, if anybody is, and is not told to be
slower than the best: many-to-one comparisons with the case that came out highest, at 1 % for all of
them together (Holm; J. C. Hsu, *Multiple Comparisons*, 1996, chapter 4: comparisons with the best).
To leave one out wrongly would be a false verdict; to keep one too many is only a lack of rounds. Of
the group the one to use is chosen by what it costs, not by who happened to win: see
`lightwork.reporting.decide.preference`.

Across numbers of workers two cases are told apart only if their intervals do not touch. For
intervals of equal width this tests at about 0.6 % rather than at 5 % (N. Schenker and J. F.
Gentleman, The American Statistician 55 (2001) 182).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from lightwork.core.intervals import FEWEST_VALUES, Estimate, overlap, quotient
from lightwork.core.record import Case
from lightwork.reporting.decide.preference import may_recommend, prefer
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.comparison_to_serial import FASTER, compared_with_one
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.stats.significance import (
    SIGNIFICANCE_LEVEL,
    holm,
    p_value_of_difference,
    smallest_detectable,
    trimmed_mean,
    with_layout_bias,
)
from lightwork.reporting.text.figures import CANT_TELL
from lightwork.reporting.text.names import NAIVE, is_threads, simplicity


class Rank(NamedTuple):
    """By what a case is compared: alike within the same workers, ``reach`` across workers."""

    alike: Estimate  # share of the ceiling, or speedup
    reach: Estimate  # times the serial loop


class Recommendation(NamedTuple):
    """What to use in one state, what is as good, and what could not have been told."""

    best: CaseResult  # the preferred of those as good as the highest; the highest if none pays
    why: str  # why it is preferred; "" where nothing else is as good
    alike: tuple[CaseResult, ...]  # others as good, with as many workers, the simplest first
    fewest_workers: int  # the smallest number of workers that does as well
    pays: bool  # whether anything is told to be faster than the serial loop
    possible: float  # the most that any interval leaves possible; infinite without an interval
    detectable: float  # smallest difference between two strategies that would be told; 0.05 = 5 %


def significance_to_serial(analysis: Analysis, work: Work, result: CaseResult) -> str:
    """Faster, slower or can't tell against the plain loop, corrected for all that is asked."""
    if analysis.corrected.get(result.case, 1.0) > SIGNIFICANCE_LEVEL:
        return CANT_TELL
    return compared_with_one(result.speedup, analysis.floor(work))


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


def choose(analysis: Analysis, work: Work, state: str) -> Recommendation | None:
    """What to use for ``work`` in ``state``; None where nothing is a number."""
    results = {result.case: result for result in analysis.of(work, state)}
    machine = analysis.run.machine  # on which more workers than cores are no choice for computing
    usable = {c: r for c, r in results.items() if may_recommend(work.kind, c.workers, machine)}
    if not usable:
        return None
    ranks = {case: rank(analysis, work, result) for case, result in usable.items()}
    paying = [
        case for case, r in usable.items() if significance_to_serial(analysis, work, r) == FASTER
    ]
    if paying:
        highest = max(paying, key=lambda case: ranks[case].reach.value)
    else:  # nothing to recommend: what is asked is the loop alone, so what came nearest to beat it
        highest = max(usable, key=lambda case: usable[case].speedup.value)
    rivals = [case for case in usable if case.workers == highest.workers]
    good = _as_good(analysis, rivals, highest)
    if paying:  # what is not told to beat the loop is no choice, even if its shares scatter widely
        good = [case for case in good if case in paying]
    # Frugal and simple matter of what one is to use: the best that was tried is the highest.
    best, why = prefer(
        [usable[case] for case in (good if paying else [highest])],
        analysis.run.python.default_start_method,
    )
    as_well = [c.workers for c in usable if overlap(ranks[c].reach, ranks[highest].reach)]
    others = [usable[case] for case in good if case != best.case]
    return Recommendation(
        best=best,
        why=why,
        alike=tuple(sorted(others, key=lambda one: simplicity(one.case.strategy))),
        fewest_workers=min([highest.workers, *as_well]),
        pays=bool(paying),
        possible=max(r.speedup.high if r.speedup.bounded else math.inf for r in usable.values()),
        detectable=_detectable(analysis, rivals),
    )


def _as_good(analysis: Analysis, rivals: Sequence[Case], highest: Case) -> list[Case]:
    """The highest and all that are not told to be slower than it."""
    others = [case for case in rivals if case != highest]
    best = analysis.undisturbed[highest].compared
    asked = [p_value_of_difference(best, analysis.undisturbed[case].compared) for case in others]
    return [
        highest,
        *(case for case, p in zip(others, holm(asked), strict=True) if p > SIGNIFICANCE_LEVEL),
    ]


def _detectable(analysis: Analysis, rivals: Sequence[Case]) -> float:
    """The smallest difference between two of the rivals that would be told, as in most pairs."""
    every = [analysis.undisturbed[case].compared for case in rivals]
    groups = [values for values in every if len(values) >= FEWEST_VALUES]
    if len(groups) < 2:
        return math.nan
    centres = [
        with_layout_bias(trimmed_mean([math.log(value) for value in values])) for values in groups
    ]
    typical = sorted(centres, key=lambda one: one.variance)[len(centres) // 2]
    return smallest_detectable(2 * typical.variance, 2 * typical.freedom, len(groups) - 1)


def naive_case(analysis: Analysis, work: Work) -> CaseResult | None:
    """What one types first: ``Pool()``, default start method, a worker per usable core, cold."""
    for result in analysis.of(work, "cold"):
        case = result.case
        default = case.start_method == analysis.run.python.default_start_method
        if case.strategy == NAIVE and case.workers == analysis.usable and default:
            return result
    return None


def gain_over_naive(analysis: Analysis, work: Work, choice: Recommendation) -> Estimate | None:
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
