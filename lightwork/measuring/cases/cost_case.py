"""Measure one case of a cost family: its rounds, in a new process every few of them.

So an interval covers what a process and its set of workers was dealt. Where two processes come to
run is decided when they meet, and stays so: half a round trip over a pipe took 10 µs where both
shared a core and 27 µs where they did not, each with an interval of 1 µs, half a minute apart.
Rounds over one set of workers tell how that set did, not what a user will see.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from lightwork.core.places import SUITE
from lightwork.measuring.cases.audit_findings import Findings
from lightwork.measuring.cases.disposable_cost import CostWork, TimedCost, time_cost
from lightwork.measuring.cases.rounds import CaseEnd, RepeatBudget, Round
from lightwork.measuring.host.noise import FASTEST
from lightwork.measuring.launcher.client import PrivateFolder
from lightwork.measuring.launcher.requests import MAIN_FILE, ApartRequest, LauncherJob
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.race.apart import ask_apart
from lightwork.measuring.race.course import Launchers


class MeasuredCost(NamedTuple):
    """What measuring a case gave. Seconds are wall seconds, of each round."""

    rounds: Sequence[Round]
    seconds: Sequence[float]
    findings: Findings
    kind: str
    operations: int


class CostCourse:
    """Launchers for cases that need the same modules: what one has loaded serves the next case."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._modules: Sequence[str] | None = None
        self._launchers: Launchers | None = None

    def launchers(self, preload: Sequence[str]) -> Launchers:
        """Those that have loaded ``preload``, outside of all clocks."""
        if self._launchers is None or self._modules != preload:
            self.close()
            folder = self._stack.enter_context(PrivateFolder())
            Path(folder, MAIN_FILE).touch()  # what spawned workers take for the main program
            nothing = Target("abs", "builtins", "abs", str(SUITE))
            modules = (time_cost.__module__, *preload)
            job = LauncherJob(nothing, ItemSource("1", 1), None, folder, preload=modules)
            self._modules = preload
            self._launchers = self._stack.enter_context(Launchers(job))
        return self._launchers

    def close(self) -> None:
        """End what is there; the next `launchers` starts anew."""
        self._launchers = None
        self._stack.close()


def measure_cost(
    launchers: Launchers,
    work: CostWork,
    rounds_per_opening: int,
    planned: int,
    budget: RepeatBudget,
    end: CaseEnd,
    limit: float,
) -> MeasuredCost:
    """Run a case's audit and its rounds: ``planned`` of them, those that ``end`` adds, repeats.

    With 0 of them it is opened and tried. ``limit``: seconds that one opening may take. Raises
    `CaseLost` or `Unavailable`.
    """

    def open_once(rounds: int, operations: int | None) -> TimedCost:
        wanted = work._replace(rounds=rounds, fastest=FASTEST.seconds, operations=operations)
        request = ApartRequest(time_cost.__module__, "time_cost", (wanted,), limit)
        began = time.perf_counter()
        found: TimedCost = ask_apart(launchers, request)
        FASTEST.seconds = min(FASTEST.seconds, found.fastest)
        launchers.end_block(time.perf_counter() - began)
        return found

    return collect_rounds(open_once, rounds_per_opening, planned, budget, end)


def collect_rounds(
    open_once: Callable[[int, int | None], TimedCost],
    rounds_per_opening: int,
    planned: int,
    budget: RepeatBudget,
    end: CaseEnd,
) -> MeasuredCost:
    """The rounds of as many openings as it takes; ``open_once`` opens for so many rounds.

    It is told how many operations a round has, once that is known.
    """
    if not planned:
        found = open_once(0, None)
        return MeasuredCost((), (), found.findings, found.kind, found.operations)
    done: list[Round] = []
    seconds: list[float] = []
    openings: list[TimedCost] = []
    wanted, repeats = planned, max(1, planned // 2)
    while not end.is_over(len(done)):
        if len(done) >= wanted:
            wanted += end.more(done, seconds)
        if len(done) >= wanted:
            break
        operations = openings[0].operations if openings else None
        found = open_once(min(rounds_per_opening, wanted - len(done)), operations)
        openings.append(found)
        done += found.rounds
        seconds += found.seconds
        for one in found.rounds:
            if one.disturbed and repeats and budget.spend():
                repeats -= 1
                wanted += 1
    findings = next((one.findings for one in openings if one.findings.void), openings[0].findings)
    left = dict.fromkeys(name for one in openings for name in one.left)
    if left:
        said = f"left behind, and ended: {', '.join(left)}"
        findings = findings._replace(warnings=(*findings.warnings, said))
    return MeasuredCost(done, seconds, findings, openings[0].kind, openings[0].operations)
