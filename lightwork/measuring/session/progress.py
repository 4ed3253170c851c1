"""What a person sees while the run goes on: the plan, one line per case, and the ETA."""

import time
from collections import Counter
from collections.abc import Sequence
from statistics import median

import pytest

from lightwork.core.record import WEAK_SCALING, Case, CaseKey, shown_id
from lightwork.measuring.cases.rounds import Round
from lightwork.measuring.plan.forecast import duration_text
from lightwork.measuring.plan.run_plan import WholePlan


def plan_lines(plan: WholePlan, seconds: float, effort: str) -> list[str]:
    """The plan as text, before the first round."""
    lines = [f"plan: {len(plan.cases)} cases, effort {effort}, about {duration_text(seconds)}"]
    for family, own in plan.families.items():
        per_workload = Counter(case.workload for case in own.cases)
        rows = ", ".join(f"{name} {count}" for name, count in per_workload.items())
        lines.append(f"  {family}, at least {own.rounds} rounds each: {rows or 'none'}")
    lines += [f"  not run: {skip.what}: {skip.reason}" for skip in plan.skipped]
    return lines


def result_text(
    family: str,
    case: Case,
    void: str | None,
    rounds: Sequence[Round],
    seconds: Sequence[float],
    operations: int | None = None,
) -> str:
    """What a case gave, as its family counts it; or why it is void.

    ``operations`` are those of a round where it is a cost: what one takes beyond the same without
    the mechanism. Work that grows: of as many shares as workers, how many in the seconds of one.
    """
    if void:
        return f"void: {void}"
    pairs = list(zip(rounds, seconds, strict=True))
    if operations is not None:
        cost = median(own - one.reference_seconds for one, own in pairs) / operations
        return f"{cost * 1e6:9.3g} µs each"
    speedup = median(one.reference_seconds / own for one, own in pairs)
    if family == WEAK_SCALING:
        return f"{case.workers * speedup:6.3g} shares of {case.workers} in one's time"
    return f"{speedup:6.3g} x serial"


class Progress:
    """Writes to pytest's terminal; rewrites one line where it is a terminal, else plain lines.

    Only hooks may call `starting` and `ended`: while a test runs, pytest catches what is written.
    """

    def __init__(self, writer: "pytest.TerminalReporter", forecasts: dict[CaseKey, float]) -> None:
        """``forecasts`` has the forecast wall seconds of each case."""
        self._writer = writer
        self._forecasts = forecasts
        self._all_seconds = sum(forecasts.values())
        self._done_seconds = 0.0
        self._done = 0
        self._start = time.monotonic()
        self._result = ""

    def starting(self, case: CaseKey) -> None:
        """Show the current case, where a line can be rewritten."""
        if self._done == 0:
            self._start = time.monotonic()
        self._writer.ensure_newline()
        if self._writer.isatty:
            self._writer.rewrite(
                f"{self._counter(self._done + 1)} {shown_id(*case)} ...", erase=True
            )

    def raced(self, cases: Sequence[CaseKey], first: CaseKey) -> None:
        """All of these are measured now, as the first of them: its forecast is that of all."""
        seconds = sum(self._forecasts.get(case, 0.0) for case in cases)
        self._forecasts |= {case: seconds if case == first else 0.0 for case in cases}

    def measured(self, result: str) -> None:
        """Keep the result of the current case, as text."""
        self._result = result

    def ended(self, case: CaseKey) -> None:
        """Show the result of a case in one line, with the ETA weighted by cost."""
        self._done += 1
        self._done_seconds += self._forecasts.get(case, 0.0)
        result = self._result or "no result"
        self._result = ""
        text = f"{self._counter(self._done)} {shown_id(*case):<54} {result}  {self._eta()}"
        if self._writer.isatty:
            self._writer.rewrite(text, erase=True)
            self._writer.write("\n")
        else:
            self._writer.write_line(text)

    def _counter(self, number: int) -> str:
        total = len(self._forecasts)
        return f"[{number:>{len(str(total))}}/{total}]"

    def _eta(self) -> str:
        spent = time.monotonic() - self._start
        left = self._all_seconds - self._done_seconds
        # The forecast counts as much as its first tenth, so that one odd case at the start does
        # not make an ETA of hours.
        prior = self._all_seconds / 10
        pace = (spent + prior) / (self._done_seconds + prior) if prior else 1.0
        last = self._done == len(self._forecasts) or not self._all_seconds
        return "" if last else f"{duration_text(left * pace)} left"
