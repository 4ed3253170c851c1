"""The table of answers: for each kind of work what to use, how much it gains, from which length on.

Workloads with the same recommendation share a row: it has the speedup of that which gains least,
with its interval, and up to what the others reach. Nothing is decided here.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from lightwork.core.decision import INCONCLUSIVE, NO, YES, Decision, Standing
from lightwork.core.intervals import Estimate
from lightwork.reporting.decide.decisions import (
    case_of,
    decision_of,
    leading_decisions,
    may_recommend,
    named_standing,
)
from lightwork.reporting.decide.headline import Advice, advice_of, names_of, speedups_span
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.job_length import NEARLY_ALL, JobLength, job_length_of
from lightwork.reporting.text.figures import (
    between,
    listed,
    percent,
    seconds_text,
    times,
    times_between,
)
from lightwork.reporting.text.names import call_of
from lightwork.reporting.text.verdict_model import AnswerRow

_SERIAL_LOOP = "serial loop"
_NEVER = "never"


def answer_rows(analysis: Analysis, works: Sequence[Work]) -> tuple[AnswerRow, ...]:
    """A row for each different recommendation for ``works``, of one kind; the commonest first."""
    rows = []
    every = advice_of(analysis, leading_decisions(analysis, works))
    for one in sorted(every, key=lambda each: -len(each.decisions)):
        names = listed(names_of(analysis, one))
        speedups = [each.speedup for each in one.figures]
        use, gain, up_to = _SERIAL_LOOP, _at_most(speedups), ""
        if one.mechanism:
            use, gain = _call(analysis, one.figures[0]), times_between(speedups[0])
            up_to = times(speedups[-1].value) if len(speedups) > 1 else ""
        rows.append(AnswerRow(names, use, gain, up_to, *_lengths(analysis, one), one.worth_it))
    return tuple(rows)


def answer_notes(analysis: Analysis, works: Sequence[Work]) -> tuple[str, ...]:
    """What else to know of ``works``, all of one kind: texts without an end."""
    decisions = leading_decisions(analysis, works)
    used = {work: one for work, one in decisions.items() if one.worth_it == YES}
    found = (
        *_in_one_call(analysis, decisions),
        *_from_which_length(analysis, used),
        most_tried(analysis, works),
    )
    return tuple(words for words in found if words)


def length_text(seconds: float) -> str:
    """From which length of a job on it pays, if ever: ``21 ms``."""
    return _NEVER if math.isinf(seconds) else seconds_text(seconds, 2)


def _lengths(analysis: Analysis, one: Advice) -> tuple[str, str]:
    """From which length of a job on it pays, and gains nearly all: ``110 ms``, ``460 ms``.

    These are the upper ends of the 95 % intervals. "" where nothing is known.
    """
    if one.worth_it != YES:
        return (_NEVER if one.worth_it == NO else INCONCLUSIVE), ""
    found = _job_lengths(analysis, one)
    if None in found:
        return "", ""
    pays = [each.pays_from for each in found if each is not None]
    most = [each.nearly_all_from for each in found if each is not None]
    return surely_from(pays), surely_from(most)


def surely_from(found: Sequence[Estimate]) -> str:
    """From which length on all of ``found`` are reached, by the upper ends of their intervals."""
    end = max(one.high if one.bounded else math.inf for one in found)
    return INCONCLUSIVE if math.isinf(end) else length_text(end)


def _at_most(found: Sequence[Estimate]) -> str:
    """What the best of those that are not recommended may reach."""
    bounds = [one.high for one in found if one.bounded]
    return f"others ≤ {times(max(bounds))}" if bounds else "no interval"


def _without_unit(low: str, high: str) -> str:
    """``22`` of ``22 ms`` where the other has the same unit."""
    number, _, unit = low.partition(" ")
    return number if unit and unit == high.partition(" ")[2] else low


def _call(analysis: Analysis, standing: Standing) -> str:
    """``Pool(2)``."""
    return call_of(case_of(standing), analysis.run.python.default_start_method)


def _job_lengths(analysis: Analysis, one: Advice) -> list[JobLength | None]:
    """Of each workload of ``one``."""
    standings = (named_standing(decision) for decision in one.decisions.values())
    return [job_length_of(analysis, case_of(standing)) for standing in standings]


def _from_which_length(analysis: Analysis, used: Mapping[Work, Decision]) -> Iterator[str]:
    """From which length of the job on it pays, and gains nearly all that it can."""
    for one in advice_of(analysis, used):
        for work, found in zip(one.decisions, _job_lengths(analysis, one), strict=True):
            if found is not None:
                yield (
                    f"{analysis.name(work)}: faster than the serial loop from "
                    f"{_length_with_interval(found.pays_from)} of work on, {percent(NEARLY_ALL)} "
                    f"of its best speedup from {_length_with_interval(found.nearly_all_from)} on"
                )


def _length_with_interval(found: Estimate) -> str:
    """``45 ms [22 ms, 61 ms]``; ``at most 1.6 ms`` where that is all that is known."""
    if found.low == 0:
        return f"at most {length_text(found.high)}"
    return f"{length_text(found.value)} {between(found, length_text)}"


def _in_one_call(analysis: Analysis, decisions: Mapping[Work, Decision]) -> Iterator[str]:
    """What is best where a call starts its workers, of the length that was measured."""
    cold = {work: found for work in decisions if (found := decision_of(analysis, work, "cold"))}
    for one in advice_of(analysis, cold) if cold != decisions else ():
        loops = [analysis.serial_seconds[work].value for work in one.decisions]
        least, most = seconds_text(min(loops)), seconds_text(max(loops))
        length = least if least == most else f"{_without_unit(least, most)} to {most}"
        use = _SERIAL_LOOP
        if one.mechanism:
            use = f"{_call(analysis, one.figures[0])}, {speedups_span(one.figures)}"
        names = listed(names_of(analysis, one))
        yield f"one call of {length} of work, workers started in it ({names}): {use}"


def most_tried(analysis: Analysis, works: Sequence[Work]) -> str:
    """Whether the most workers that were tried are recommended, so that more may be better."""
    for work, decision in leading_decisions(analysis, works).items():
        chosen = case_of(named_standing(decision))
        most = max(case_of(one).workers for one in decision.standings)
        allowed = may_recommend(work.kind, chosen.workers + 1, analysis.run.machine)
        worth_it = decision.worth_it == YES and analysis.run.cluster is None
        if worth_it and allowed and chosen.workers == most:
            return f"{most} was the highest number of workers tested: more may be faster still"
    return ""
