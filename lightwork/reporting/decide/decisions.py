"""What to use for each workload, cold and warm: decided once a run, by `lightwork.core.decision`.

Contenders are compared by what is printed, their speedups over the serial loop. Rounds of the same
block make pairs. Runs of the first stage measured case after case: there each case has blocks of
its own, and two cases are compared as two series.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count as counting

from lightwork.core.decision import Contender, Decision, Standing, decide
from lightwork.core.intervals import Estimate, rounds_that_count, unbounded
from lightwork.core.record import CEILING, NULL_CONTROL, Case
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.read.saved_run import Machine, SavedCase
from lightwork.reporting.stats.paired_ratios import undisturbed_values
from lightwork.reporting.text.figures import count
from lightwork.reporting.text.names import COMPUTING, NAIVE, OVERHEAD, is_threads, simplicity

#: Beside one cold call: a job so long that starting the workers is nothing beside it. What was
#: measured warm stands by that; what was not, by its cold call: the least that it gains.
LONG_JOB = "long"
DECIDED = (LONG_JOB, "cold")


def may_recommend(kind: str, workers: int, machine: Machine) -> bool:
    """Whether so many workers may be recommended for work of ``kind`` on ``machine``.

    Computing workers need a core each: beyond the usable cores a gain is the noise of the host,
    even where ``--workers`` measured it. With a quota of 1.5 cores two are usable. What waits may
    have as many as it likes.
    """
    return kind not in COMPUTING or workers <= machine.usable_cores


def decision_of(analysis: Analysis, work: Work, state: str) -> Decision | None:
    """What was decided for ``work`` in ``state``, one of `DECIDED`.

    None where no candidate has figures.
    """
    if not analysis.decided:  # at the first question, for all of the run
        for one in DECIDED:
            for kind in {each.kind for each in analysis.works}:
                works = [each for each in analysis.works if each.kind == kind]
                found = _alike(analysis, {each: _decided(analysis, each, one) for each in works})
                analysis.decided.update({(each, one): found[each] for each in works})
    return analysis.decided[work, state]


def take_decision(analysis: Analysis, decision: Decision | None) -> None:
    """Say what the race of a user's function has decided, instead of deciding anew.

    Its keys are cases.
    """
    for work in analysis.works:
        for state in DECIDED:
            analysis.decided[work, state] = decision if state == "cold" else None


def leading(analysis: Analysis, work: Work) -> Decision | None:
    """The decision that answers for ``work``: of a long job, else of a cold call."""
    return decision_of(analysis, work, LONG_JOB) or decision_of(analysis, work, "cold")


def leading_decisions(analysis: Analysis, works: Sequence[Work]) -> dict[Work, Decision]:
    """Of each of ``works`` that was measured."""
    found = {work: leading(analysis, work) for work in works if work.kind != OVERHEAD}
    return {work: one for work, one in found.items() if one is not None}


def case_of(standing: Standing) -> Case:
    """The case that stands there: keys of a run's decisions are cases."""
    assert isinstance(standing.key, Case)
    return standing.key


def named_standing(decision: Decision) -> Standing:
    """The one whose figures are printed: what is recommended, else the best that was measured."""
    return decision.chosen or decision.standings[0]


def is_worth_it(speedup: Estimate) -> str:
    """Whether a single case is worth it, by the rule for all: YES, NO or INCONCLUSIVE."""
    return decide([Contender("", speedup, {}, ())]).worth_it


def naive_case(analysis: Analysis, work: Work, state: str) -> CaseResult | None:
    """What one types first: ``Pool()``, default start method, a worker per usable core."""
    for result in analysis.of(work, state):
        case = result.case
        if case.strategy == NAIVE and case.workers == analysis.usable and analysis.is_usual(case):
            return result
    return None


def threads_standing(decision: Decision, workers: int) -> Standing | None:
    """Where plain threads stand with as many workers, for contrast; else with the most."""
    found = [
        one for one in decision.standings if is_threads(case_of(one)) and one.speedup.rounds > 0
    ]

    def nearest(one: Standing) -> tuple[bool, int, bool]:
        case = case_of(one)
        return case.workers != workers, -case.workers, case.strategy != "threads"

    return min(found, key=nearest, default=None)


def _decided(analysis: Analysis, work: Work, state: str) -> Decision | None:
    found = _of_long_jobs(analysis, work) if state == LONG_JOB else analysis.of(work, state)
    results = {one.case: one for one in found}
    own_blocks = counting(10**9)  # beyond those that files have
    racing = [
        _contender(analysis, one, own_blocks)
        for one in results.values()
        if analysis.run.cluster is not None  # it has cores of its own
        or may_recommend(work.kind, one.case.workers, analysis.run.machine)
    ]
    if not racing:
        return None
    control = analysis.null_controls.get(work)
    control = control if control is not None and control.bounded else analysis.noise
    return decide([*racing, *_failed(analysis, work, state)], control)


def _of_long_jobs(analysis: Analysis, work: Work) -> list[CaseResult]:
    """See `LONG_JOB`; none where nobody's workers were kept.

    None of a user's own function either: a call of it is the job itself.
    """
    if analysis.run.own_function is not None:
        return []
    warm = list(analysis.of(work, "warm"))
    kept = {one.case._replace(state="cold") for one in warm}
    cold = [one for one in analysis.of(work, "cold") if one.case not in kept]
    return [*warm, *cold] if warm else []


def _alike(
    analysis: Analysis, decisions: Mapping[Work, Decision | None]
) -> dict[Work, Decision | None]:
    """The same recommended for as many works of a kind as may be: `Decision.interchangeable`."""
    recommending = {
        work: one
        for work, one in decisions.items()
        if one is not None and one.recommended is not None
    }
    votes = Counter(way for one in recommending.values() for way in _ways(one))

    def place(case: Case) -> tuple[object, ...]:
        return (-votes[_way(case)], *_simplicity(analysis, case))

    made = {
        work: one._replace(recommended=min(_ways(one).values(), key=place))
        for work, one in recommending.items()
    }
    return {**decisions, **made}


def _ways(decision: Decision) -> dict[tuple[str, str, int], Case]:
    """Each way that may be recommended as well, with a case of it."""
    cases = (key for key in decision.interchangeable if isinstance(key, Case))
    return {_way(case): case for case in cases}


def _way(case: Case) -> tuple[str, str, int]:
    """What of a case is recommended."""
    return case.strategy, case.start_method, case.workers


def _simplicity(analysis: Analysis, case: Case) -> tuple[object, ...]:
    return (simplicity(case.strategy), not analysis.is_usual(case), case.workers)


def _contender(analysis: Analysis, result: CaseResult, own_blocks: Iterator[int]) -> Contender:
    case, saved = result.case, analysis.saved[result.case]
    ratios = undisturbed_values(saved, "speedup")
    return Contender(
        key=case,
        speedup=result.speedup,
        logs=dict(zip(_blocks(saved, own_blocks), map(math.log, ratios), strict=False)),
        simplicity=_simplicity(analysis, case),
        memory=result.memory,
        left=_why_left(analysis, saved),
    )


def _why_left(analysis: Analysis, saved: SavedCase) -> str | None:
    """That a case was raced no further, as those of a user's function are that are slower.

    Nobody leaves a race of the suite: there a case lacks blocks that others had to repeat. A race
    may end inside a block: to lack the last one alone says nothing.
    """
    if analysis.run.own_function is None or not saved.block:
        return None
    race = (
        one.block[-1]
        for one in analysis.saved.values()
        if one.block and one.case[:2] == saved.case[:2]
    )
    left = saved.block[-1] < max(race) - 1
    return f"left the race as slower after {count(len(saved.block), 'block')}" if left else None


def _blocks(saved: SavedCase, own_blocks: Iterator[int]) -> Iterator[int]:
    """The block of each round that counts."""
    if saved.block is None:
        return own_blocks
    return (saved.block[place] for place in rounds_that_count(saved.disturbed))


def _failed(analysis: Analysis, work: Work, state: str) -> Iterator[Contender]:
    """The cases that have no figures, each with the reason."""
    wanted = "warm" if state == LONG_JOB else state
    for one in analysis.results:
        case, void = one.case, one.void
        here = (case.workload, case.size, case.state) == (*work[:2], wanted)
        if void and here and case.strategy not in (NULL_CONTROL, CEILING):
            yield Contender(case, unbounded(math.nan, 0, void), {}, (), failed=void)
