"""Adaptive effort: which cases get rounds beyond the planned ones, and why a case's rounds ended.

`ExtraRounds` lasts for a run; it gives each case a `CaseStoppingRule`, which
`lightwork.measuring.cases.cost_case.collect_rounds` asks when the planned rounds are in. What is
asked stands in `lightwork.measuring.adaptive.stopping_rule`.
"""

from collections.abc import Sequence
from typing import Any

from lightwork.core.intervals import FEWEST_VALUES, rounds_that_count
from lightwork.core.record import ADDED_KEY, STOPPED_KEY, CaseKey
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
from lightwork.measuring.cases.rounds import Round, turn


class CaseStoppingRule:
    """Looks at one case when its planned rounds are in."""

    def __init__(self, planned: int, precision: float, time: TimeBudget) -> None:
        """``precision`` is a share."""
        self.most_more = (MOST_TIMES_PLANNED - 1) * planned
        self._granted = self._looked_at = 0  # rounds
        self._planned = planned
        self._precision = precision
        self._time = time
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
        return (Question(undisturbed_speedups(done, case_seconds)),)


class ExtraRounds:
    """Gives each case of a run its look, and keeps what became of it."""

    def __init__(self, precision: float, time_budget: float | None) -> None:
        """``precision`` in percent, ``time_budget`` in wall seconds from now on or None."""
        self.time = TimeBudget(time_budget)
        self._percent = precision
        self._added = 0

    def plan_line(self) -> str:
        """What was asked for, in words."""
        return "  " + self.time.words(self._percent / 100)

    def begin_case(self, planned: int) -> CaseStoppingRule:
        """A look for a case that begins now."""
        self.time.start_case()
        self._look = CaseStoppingRule(planned, self._percent / 100, self.time)
        return self._look

    def end_case(
        self, key: CaseKey, done: Sequence[Round], case_seconds: Sequence[float]
    ) -> dict[str, Any]:
        """Take note of a case that was measured; what is saved of it."""
        look = self._look
        self.time.end_case(key)
        added = look.added(len(done))
        self.count(added)
        return {STOPPED_KEY: look.stopped(done, case_seconds), ADDED_KEY: added}

    def count(self, added: int) -> None:
        """So many rounds were added to a case."""
        self._added += added

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


def undisturbed_speedups(done: Sequence[Round], case_seconds: Sequence[float]) -> list[float]:
    """reference / case of the rounds that the report will use, too."""
    places = rounds_that_count([one.disturbed for one in done])
    return [done[place].reference_seconds / case_seconds[place] for place in places]
