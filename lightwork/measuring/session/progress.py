"""What a person sees while the run goes on: the plan, a line per workload, and what is left."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from statistics import median

import pytest

from lightwork.core.record import WEAK_SCALING, Case, CaseKey, shown_id
from lightwork.measuring.cases.rounds import Round
from lightwork.measuring.plan.forecast import duration_text
from lightwork.measuring.plan.run_plan import WholePlan

#: How the result of a case begins that has no number.
WITHOUT_NUMBER = ("no result", "void", "failed", "not run")


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
    """Writes to pytest's terminal: where it is one, a line that is rewritten case by case.

    What stays is a line for each workload of a family as its last case ends, and one for each case
    that gave no number. While a test runs, pytest catches what is written: only hooks may call
    `starting` and `ended`, and `block` has the capture suspended.
    """

    def __init__(
        self,
        writer: "pytest.TerminalReporter",
        forecasts: dict[CaseKey, float],
        shown: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """``forecasts`` has the forecast wall seconds of each case. While what ``shown`` gives is
        open, pytest catches nothing."""
        self._writer = writer
        self._shown = shown
        self._current = ""
        self._forecasts = forecasts
        self._all_seconds = sum(forecasts.values())
        self._done_seconds = 0.0
        self._done = 0
        self._start = time.monotonic()
        self._result = ""
        self._cases = Counter(_workload_of(case) for case in forecasts)
        self._ended: Counter[str] = Counter()
        self._void: Counter[str] = Counter()

    def starting(self, case: CaseKey) -> None:
        """Show the current case, where a line can be rewritten."""
        if self._done == 0:
            self._start = time.monotonic()
            self._writer.ensure_newline()
        if self._writer.isatty:
            self._current = f"{self._counter(self._done + 1)} {_workload_of(case)}:"
            text = f"{self._counter(self._done + 1)} {shown_id(*case)} ...  {self._eta()}"
            self._writer.rewrite(text.rstrip(), erase=True)

    def raced(self, cases: Sequence[CaseKey], first: CaseKey) -> None:
        """All of these are measured now, as the first of them: its forecast is that of all."""
        seconds = sum(self._forecasts.get(case, 0.0) for case in cases)
        self._forecasts |= {case: seconds if case == first else 0.0 for case in cases}

    def block(self, number: int, of: int) -> None:
        """Show which block of the current race begins, where a line can be rewritten."""
        if self._writer.isatty:
            text = f"{self._current} block {number} of {of}  {self._eta()}"
            with self._shown():
                self._writer.rewrite(text.rstrip(), erase=True)

    def measured(self, result: str) -> None:
        """Keep the result of the current case, as text."""
        self._result = result

    def ended(self, case: CaseKey) -> None:
        """Show what a case gave, then of its workload's last one how many there were."""
        self._done += 1
        self._done_seconds += self._forecasts.get(case, 0.0)
        result, self._result = self._result or "no result", ""
        own, counter = _workload_of(case), self._counter(self._done)
        self._ended[own] += 1
        text = f"{counter} {shown_id(*case):<54} {result}"
        if result.startswith(WITHOUT_NUMBER):
            self._void[own] += 1
            self._stay(text)
        elif self._writer.isatty:
            self._writer.rewrite(text, erase=True)
        if self._ended[own] == self._cases[own]:
            cases = f"{self._cases[own]} case{'s' * (self._cases[own] > 1)}"
            lost = f", {self._void[own]} without a number" if self._void[own] else ""
            self._stay(f"{counter} {own}: {cases}{lost}  {self._eta()}".rstrip())

    def _stay(self, text: str) -> None:
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


def _workload_of(case: CaseKey) -> str:
    """``speedup fib``."""
    family, one = case
    return f"{family} {one.workload}"
