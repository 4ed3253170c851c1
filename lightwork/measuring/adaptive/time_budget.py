"""How long a run may take, and what of it is left for rounds that were not planned."""

import time
from collections.abc import Callable, Mapping, Sequence

from lightwork.core.record import CaseKey
from lightwork.measuring.plan.forecast import duration_text

#: Without a time budget, added rounds take at most this share of the plan's own seconds: enough
#: for one case in twelve to have all it may (three times its planned rounds), while the duration
#: that is printed before the first round still holds.
EXTRA_SHARE = 0.25
#: This share of what may be added is there from the start; the rest comes as cases are done, so
#: that the first workload does not take it all.
AT_ONCE = 0.25
#: A case that is forecast to end beyond the budget, by more than this share of it and so many
#: seconds, does not begin: a slow function on few of many cores takes minutes a case. Shorter ones
#: behind it still may.
OVERRUN, OVERRUN_SECONDS = 0.1, 5.0


class TimeBudget:
    """Wall seconds of one run: what is spent, what is planned still, what may be added."""

    def __init__(self, seconds: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        """``seconds`` for the whole run, from now on; None: as long as the plan takes."""
        self.seconds = seconds
        self._clock = clock
        self._start = self._case_start = clock()
        self._forecasts: dict[CaseKey, float] = {}
        self._all_seconds = 0.0
        self._done_forecast = 0.0
        self._done_seconds = 0.0  # of planned rounds and what goes with them
        self._extra_start: float | None = None
        self._extra_seconds = 0.0

    def begin(self, forecasts: Mapping[CaseKey, float]) -> None:
        """Before the first case: forecast wall seconds of each."""
        self._forecasts = dict(forecasts)
        self._all_seconds = sum(forecasts.values())

    def spent_before(self, seconds: float) -> None:
        """The run is continued: so much of its budget was spent until it was broken off."""
        self._start -= seconds

    @property
    def used_up(self) -> bool:
        """Whether no case should begin and none go on."""
        return self.seconds is not None and self._clock() - self._start >= self.seconds

    def why_not(self, case: CaseKey, beside: Sequence[CaseKey] = ()) -> str | None:
        """Why a case should not begin; None where it may. ``beside``: who begins with it."""
        if self.seconds is None:
            return None
        if self.used_up:
            return f"time budget of {self.seconds:g} s used up."
        left = self.seconds - (self._clock() - self._start)
        needed = sum(self._forecasts.get(one, 0.0) for one in (case, *beside)) * self._pace()
        overrun = max(OVERRUN * self.seconds, OVERRUN_SECONDS)
        if (beside or self._done_seconds > 0) and needed > left + overrun:
            return f"time budget of {self.seconds:g} s: too little of it was left."
        return None

    def start_case(self) -> None:
        """A case begins."""
        self._case_start = self._clock()
        self._extra_start = None

    def grant(self, rounds: int, done: int) -> int:
        """How many of ``rounds`` more the running case may have, which has ``done`` so many."""
        now = self._clock()
        self._extra_start = now
        # What opened the case is counted, too: a round that is taken for too long is safe.
        per_round = max((now - self._case_start) / done, 1e-9)
        return max(0, min(rounds, int(self._spare_seconds(now) / per_round)))

    def end_case(self, *cases: CaseKey) -> None:
        """A case, or all of a race, has ended: what of its time was planned, and what was added."""
        now = self._clock()
        extra_start = now if self._extra_start is None else self._extra_start
        self._extra_seconds += now - extra_start
        self._done_seconds += extra_start - self._case_start
        self._done_forecast += sum(self._forecasts.pop(case, 0.0) for case in cases)

    def leave_out(self, case: CaseKey) -> None:
        """A case turned out not to be measurable: its time is there for others."""
        self._all_seconds -= self._forecasts.pop(case, 0.0)

    def words(self, precision: float) -> str:
        """What precision (a share) and budget mean for the run, before the first round."""
        wanted = f"precision ±{100 * precision:g} %: rounds are added where a verdict hangs on more"
        if self.seconds is None:
            return (
                f"{wanted}, at most about {duration_text(EXTRA_SHARE * self._all_seconds)} in all"
            )
        spare = self.seconds - (self._clock() - self._start) - self._all_seconds
        budget = f"time budget {duration_text(self.seconds)}"
        if spare < 0:
            return f"{budget}: less than the plan takes, what does not fit is not run; {wanted}"
        return f"{budget}: about {duration_text(spare)} of it for added rounds; {wanted}"

    def _spare_seconds(self, now: float) -> float:
        """What may be added to the running case, whose planned rounds are all in."""
        planned = self._done_seconds + now - self._case_start
        pace = self._pace()
        if self.seconds is None:
            pool = EXTRA_SHARE * self._all_seconds * pace
        else:
            to_come = max(0.0, self._all_seconds * pace - planned)
            pool = self.seconds - (now - self._start) - to_come + self._extra_seconds
        share_done = min(1.0, planned / (self._all_seconds * pace)) if self._all_seconds else 1.0
        return pool * (AT_ONCE + (1 - AT_ONCE) * share_done) - self._extra_seconds

    def _pace(self) -> float:
        """Seconds that a forecast second takes; the forecast counts as much as its first tenth."""
        prior = self._all_seconds / 10
        return (self._done_seconds + prior) / (self._done_forecast + prior) if prior else 1.0
