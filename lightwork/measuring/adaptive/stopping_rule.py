"""Does a verdict still hang on a case, and how many rounds would settle it?

A case is looked at once, when its planned rounds are in. It gets more where its interval is wider
than wanted *and* a verdict hangs on it (a `Question`); how many follows from the width alone. All
of them are run, and there is no second look.

Why so: to look at an interval again and again, and to stop when it excludes 1, finds differences
that are none. Simulated pairs (`python -m studies.stopping_rule`: precision 5 %; 6, 10 and 20
planned rounds; four sorts of noise, a busy host's bursts among them; truths from 1 to 1.5; 20,000
cases a row, so that a figure scatters by 0.2 points):

    rule                                       a truth of 1 is excluded    the truth is held
    planned rounds, no look                         4.8 to 5.2 %             94.8 to 95.2 %
    a look after each batch (up to four)            5.1 to 13.2 %            86.8 to 95.3 %
    one look, place by the plain interval           5.1 to 9.5 %             90.5 to 95.3 %
    one look, place only beyond doubt: ours         5.0 to 6.1 %             93.3 to 95.3 %

Of what can be read off a look, the *width* does little harm and the *place* much. So there are two
stages as in C. Stein, "A two-sample test for a linear hypothesis whose power is independent of the
variance", Annals of Mathematical Statistics 16 (1945) 243, and the place decides only where it is
beyond doubt (`SURE`): compare J. L. Haybittle, "Repeated assessment of results in clinical trials
of cancer treatment", British Journal of Radiology 44 (1971) 793.

The interval is the very one that will be reported. Pure functions, standard library only.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from lightwork.core.intervals import Estimate, median_interval

#: A case ends with at most so many times its planned rounds: three quarters of its rounds then
#: serve to halve its interval, and halving it once more would take four times as many again.
MOST_TIMES_PLANNED = 4
#: A look takes a case for settled where what is contested lies this many times as far from the
#: median as the interval's bound. At 1 up to 9.5 % of truths of 1 were excluded, at 3 up to 6.1 %.
SURE = 3.0
#: With fewer rounds than this an interval is narrow by chance too often (10 rounds, usual noise: a
#: truth of 1 was excluded in 7.1 % of cases instead of 5.8 %; the study's rule ``few``). Then it
#: must be ten times as narrow as wanted, by default 0.5 %; the report tells nothing finer anyway.
FEW, STRICTER = 12, 10.0

#: Why rounds ended; `lightwork.core.record.STOPPED`.
PLANNED, PRECISE, SETTLED, STOPPED_AT_MOST, BUDGET = (
    "planned",
    "precise",
    "settled",
    "most rounds",
    "budget",
)


class Question(NamedTuple):
    """A ratio, round by round, and the values between which a verdict about it turns."""

    ratios: Sequence[float]
    low: float = 1.0
    high: float = 1.0


class StoppingDecision(NamedTuple):
    """What a look found: why no more rounds are needed, or how many more are wanted."""

    stopped: str  # "" where more are wanted
    more: int = 0


def half_width(estimate: Estimate) -> float:
    """Half of the interval, as a share of the value."""
    return (estimate.high - estimate.low) / 2 / abs(estimate.value)


def is_settled(estimate: Estimate, question: Question, times: float = 1.0) -> bool:
    """Whether the interval, stretched so many times about its median, misses what is contested."""
    low = estimate.value - times * (estimate.value - estimate.low)
    high = estimate.value + times * (estimate.high - estimate.value)
    return high < question.low or low > question.high


def decide_after_planned(
    questions: Sequence[Question], planned: int, precision: float
) -> StoppingDecision:
    """Whether more rounds are wanted, and how many, after the planned ones.

    ``precision`` is the half-width that is good enough, as a share of the value.
    """
    if not questions:
        return StoppingDecision(PLANNED)
    found = [_look(question, planned, precision) for question in questions]
    most = max(found, key=lambda look: look.more)
    if most.more:
        return most
    reasons = [look.stopped for look in found]
    return StoppingDecision(
        next(reason for reason in (PLANNED, PRECISE, SETTLED) if reason in reasons)
    )


def in_whole_turns(more: int, planned: int, turn: int) -> int:
    """``more`` rounds as whole turns of ``turn`` rounds, so that no part is favoured.

    Rounded up, but not to more than a case may have.
    """
    return turn * min(math.ceil(more / turn), max(1, (MOST_TIMES_PLANNED - 1) * planned // turn))


def reason_after_added(questions: Sequence[Question], precision: float) -> str:
    """Why a case to which rounds were added needs no more; "" where it is still open."""
    reasons = []
    for question in questions:
        estimate = median_interval(question.ratios)
        if not estimate.bounded:
            return ""
        precise = half_width(estimate) <= precision
        settled = is_settled(estimate, question)
        reasons.append(SETTLED if settled else PRECISE if precise else "")
    return min(reasons, key=("", PRECISE, SETTLED).index)


def _look(question: Question, planned: int, precision: float) -> StoppingDecision:
    estimate = median_interval(question.ratios)
    if not estimate.bounded:
        return StoppingDecision(PLANNED)
    if is_settled(estimate, question, SURE):
        return StoppingDecision(SETTLED)
    width = half_width(estimate)
    if width <= (precision / STRICTER if estimate.rounds < FEW else precision):
        return StoppingDecision(PRECISE)
    # An interval narrows with the square root of the rounds.
    needed = estimate.rounds * min((width / precision) ** 2, MOST_TIMES_PLANNED)
    more = math.ceil(needed) - estimate.rounds
    return StoppingDecision("", min(max(more, planned), (MOST_TIMES_PLANNED - 1) * planned))
