"""How long a run may take: what no longer fits is not begun."""

import time
from collections.abc import Callable, Mapping, Sequence

from lightwork.core.record import CaseKey
from lightwork.measuring.plan.forecast import duration_text

#: A case that is forecast to end beyond the budget, by more than this share of it and so many
#: seconds, does not begin: a slow function on few of many cores takes minutes a case. Shorter ones
#: behind it still may.
OVERRUN, OVERRUN_SECONDS = 0.1, 5.0


class TimeBudget:
    """Wall seconds of one run: what is spent, and whether what is planned still fits."""

    def __init__(self, seconds: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        """``seconds`` for the whole run, from now on; None: as long as the plan takes."""
        self.seconds = seconds
        self._clock = clock
        self._start = self._race_start = clock()
        self._forecasts: dict[CaseKey, float] = {}
        self._all_seconds = 0.0
        self._done_forecast = self._done_seconds = 0.0

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

    def start_race(self) -> None:
        """Cases begin that are measured together."""
        self._race_start = self._clock()

    def end_race(self, cases: Sequence[CaseKey]) -> None:
        """They have ended: what they took tells how good the forecast is."""
        self._done_seconds += self._clock() - self._race_start
        self._done_forecast += sum(self._forecasts.pop(case, 0.0) for case in cases)

    def words(self) -> list[str]:
        """What the budget means for the run, before the first round; nothing without one."""
        if self.seconds is None:
            return []
        short = self._all_seconds > self.seconds
        what = ": less than the plan takes, what does not fit is not run" if short else ""
        return [f"  time budget {duration_text(self.seconds)}{what}"]

    def _pace(self) -> float:
        """Seconds that a forecast second takes; the forecast counts as much as its first tenth."""
        prior = self._all_seconds / 10
        return (self._done_seconds + prior) / (self._done_forecast + prior) if prior else 1.0
