"""Adaptive effort: which cases get rounds beyond the planned ones, and why a case's rounds ended.

`ExtraRounds` lasts for a run; it gives each case a `CaseStoppingRule`, which
`lightwork.measuring.cases.rounds.Rounds` asks when the planned rounds are in. What is asked stands
in `lightwork.measuring.adaptive.stopping_rule`.

A case is compared with the best so far of the same work, as in the report: with as many workers by
the share of the ceiling, else by the speedup.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lightwork.core.intervals import FEWEST_VALUES, Estimate, median_interval, rounds_that_count
from lightwork.core.record import ADDED_KEY, NULL_CONTROL, SPEEDUP, STOPPED_KEY, WEAK_SCALING, Case
from lightwork.measuring.adaptive.stopping_rule import (
    BUDGET,
    MOST_TIMES_PLANNED,
    STOPPED_AT_MOST,
    Question,
    StoppingDecision,
    decide_after_planned,
    in_whole_turns,
    reason_after_added,
)
from lightwork.measuring.adaptive.time_budget import TimeBudget
from lightwork.measuring.cases.rounds import Round, Rounds, turn
from lightwork.measuring.host.skips import Unavailable


class Incumbent(NamedTuple):
    """What a case gave."""

    workers: int
    speedup: Estimate
    share: Estimate | None  # of the ceiling; None where there is none


class BestSoFar:
    """Keeps the best; cases of other work, sizes or states do not meet."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, str, str], Incumbent] = {}

    def rival(self, case: Case) -> Incumbent | None:
        """The best so far of the work of ``case``; None before the first.

        None, too, where even the best is told to be slower than the serial loop: of such cases it
        does not matter which is the least slow.
        """
        best = self._best.get(_work(case))
        return best if best is not None and best.speedup.high >= 1 else None

    def enter(self, case: Case, contender: Incumbent) -> None:
        """Remember what ``case`` gave, if it is the best so far and has an interval."""
        best = self._best.get(_work(case))
        better = best is None or contender.speedup.value > best.speedup.value
        if contender.speedup.bounded and better:
            self._best[_work(case)] = contender


def _work(case: Case) -> tuple[str, str, str]:
    return case.workload, case.size, case.state


class CaseStoppingRule:
    """Looks at one case when its planned rounds are in; asked by `Rounds`."""

    def __init__(
        self,
        planned: int,
        precision: float,
        workers: int,
        rival: Incumbent | None,
        time: TimeBudget,
        asked: bool = True,
    ) -> None:
        """``precision`` is a share; ``rival`` is the best case so far of the same work.

        ``asked``: whether a verdict hangs on its ratios at all.
        """
        self.most_more = (MOST_TIMES_PLANNED - 1) * planned
        self._granted = self._looked_at = 0  # rounds
        self._planned = planned
        self._precision = precision
        self._workers = workers
        self._rival = rival
        self._time = time
        self._asked = asked
        self._look: StoppingDecision | None = None
        self._cut = False

    def is_over(self, rounds: int) -> bool:
        """Whether a case with so many rounds must end now; never with too few for an interval."""
        over = rounds >= FEWEST_VALUES and self._time.used_up
        self._cut = self._cut or over
        return over

    def more(self, done: Sequence[Round], case_seconds: Sequence[float]) -> int:
        """How many rounds to add: whole turns, so that no part is favoured by its place."""
        if self._look is not None:
            return 0
        questions = self._questions(done, case_seconds)
        self._look = decide_after_planned(questions, self._planned, self._precision)
        if self._look.more:
            length = turn(done[0].order)
            wanted = in_whole_turns(self._look.more, self._planned, length)
            self._looked_at = len(done)
            self._granted = length * (self._time.grant(wanted, len(done)) // length)
            self._cut = self._granted < wanted
        return self._granted

    def added(self, rounds: int) -> int:
        """How many of a case's rounds were added: all that were granted, unless it was cut."""
        return min(self._granted, rounds - self._looked_at)

    def stopped(self, done: Sequence[Round], case_seconds: Sequence[float]) -> str:
        """Why the rounds ended; one of `lightwork.core.record.STOPPED`."""
        if self._look is None:
            return BUDGET  # the time was over before the planned rounds were in
        if self._look.stopped:
            return self._look.stopped
        reason = reason_after_added(self._questions(done, case_seconds), self._precision)
        if self._granted and reason:
            return reason
        return BUDGET if self._cut else STOPPED_AT_MOST

    def _questions(
        self, done: Sequence[Round], case_seconds: Sequence[float]
    ) -> tuple[Question, ...]:
        if not self._asked:
            return ()
        speedups, shares = undisturbed_round_ratios(done, case_seconds)
        to_serial = Question(speedups)
        rival = self._rival
        if rival is None:
            return (to_serial,)
        if rival.workers == self._workers and rival.share is not None and shares:
            return to_serial, Question(shares, rival.share.low, rival.share.high)
        return to_serial, Question(speedups, rival.speedup.low, rival.speedup.high)


class ExtraRounds:
    """Gives each case of a run its look, and keeps what became of it."""

    def __init__(self, precision: float, time_budget: float | None) -> None:
        """``precision`` in percent, ``time_budget`` in wall seconds from now on or None."""
        self.time = TimeBudget(time_budget)
        self._percent = precision
        self._contest = BestSoFar()
        self._added = 0

    def plan_line(self) -> str:
        """What was asked for, in words."""
        return "  " + self.time.words(self._percent / 100)

    def look_at(self, family: str, case: Case, planned: int) -> CaseStoppingRule:
        """A look for a case that begins now. Raises `Unavailable` if there is no time for it."""
        if reason := self.time.why_not((family, case)):
            raise Unavailable(reason)
        self.time.start_case()
        competes = family == SPEEDUP and case.strategy != NULL_CONTROL
        rival = self._contest.rival(case) if competes else None
        # Work that grows with the workers takes as long as one share where all is well: nothing
        # hangs on which side of 1 it lies.
        asked = family != WEAK_SCALING
        self._look = CaseStoppingRule(
            planned, self._percent / 100, case.workers, rival, self.time, asked
        )
        return self._look

    def ended(self, family: str, case: Case, rounds: Rounds, void: str | None) -> dict[str, Any]:
        """Take note of a case that was measured; what is saved of it."""
        look = self._look
        self.time.end_case((family, case))
        added = look.added(len(rounds.done))
        self._added += added
        self.enter(family, case, rounds.done, rounds.case_seconds, void)
        stopped = look.stopped(rounds.done, rounds.case_seconds)
        return {STOPPED_KEY: stopped, ADDED_KEY: added}

    def enter(
        self,
        family: str,
        case: Case,
        done: Sequence[Round],
        case_seconds: Sequence[float],
        void: str | None,
    ) -> None:
        """Let a case, measured now or kept, be what the next ones of its work are compared with."""
        if family == SPEEDUP and case.strategy != NULL_CONTROL and not void:
            speedups, shares = undisturbed_round_ratios(done, case_seconds)
            share = median_interval(shares) if shares else None
            self._contest.enter(case, Incumbent(case.workers, median_interval(speedups), share))

    def take_over(self, seconds: float, added: int) -> None:
        """The run is continued, which took so many seconds and added so many rounds before."""
        self.time.spent_before(seconds)
        self._added += added

    def describe(self) -> dict[str, Any]:
        """What is saved of the run as a whole."""
        return {
            "precision": self._percent,
            "time_budget": self.time.seconds,
            "extra_rounds": self._added,
        }


def undisturbed_round_ratios(
    done: Sequence[Round], case_seconds: Sequence[float]
) -> tuple[list[float], list[float]]:
    """reference / case and ceiling / case of the rounds that the report will use, too.

    The second is empty without ceiling.
    """
    places = rounds_that_count([one.disturbed for one in done])
    used = [(done[place], case_seconds[place]) for place in places]
    speedups = [one.reference_seconds / own for one, own in used]
    shares = [one.ceiling_seconds / own for one, own in used if one.ceiling_seconds is not None]
    return speedups, shares
