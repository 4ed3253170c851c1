"""What is done for a case in a process of its own, which a launcher forks and which ends after it.

Each function is asked for by name (`lightwork.measuring.launcher.requests.ApartRequest`)
and gets the launcher's task, items and folder. What is imported here is imported out of all clocks:
a cold case is timed from opening its workers on, first of all in its process.
"""

import pickle
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.record import STATES, Case
from lightwork.measuring.cases.audit_findings import Findings, assess_audit
from lightwork.measuring.cases.round_parts import (
    CeilingRun,
    RoundPart,
    RoundWork,
    WholeRun,
    verify,
    work_of,
)
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.cases.timeline import Timeline, Tracing, Untraced, traced
from lightwork.measuring.host.cpu_time import all_descendants_counted, tree_cpu_seconds
from lightwork.measuring.host.python import note_gil_at_start
from lightwork.measuring.launcher.call import ceiling_seconds
from lightwork.measuring.launcher.requests import ANSWERS_FILE
from lightwork.strategies import serial
from lightwork.strategy import Runner, StagedRun, Strategy, is_engine

COLD, WARM = STATES


class CaseWork(NamedTuple):
    """What a process is to run. ``module`` has the strategy; ``gil``: as the run began.

    ``states``: cold, warm or both, which one opening of the workers serves.
    """

    case: Case
    states: tuple[str, ...]
    module: str
    gil: bool
    shares: int = 1  # how many times over the items are run


class TimedCase(NamedTuple):
    """What a timed call gave; its answers were the expected ones. Seconds are wall seconds."""

    seconds: float
    cpu_seconds: float = 0.0  # of the process tree, during it


class TimedOpening(NamedTuple):
    """What was timed of one opening of a case's workers, by state."""

    timed: Mapping[str, TimedCase]
    threads_left: int = 0
    left: tuple[str, ...] = ()  # command lines of processes that had to be killed


class _Clock:
    """Adds up the seconds of several stretches of time."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._cpu, self._start = tree_cpu_seconds(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._start
        self.cpu += tree_cpu_seconds() - self._cpu


def time_case(task: Any, items: Sequence[Any], folder: str, how: CaseWork) -> TimedOpening:
    """Open the workers, run, run once more if warm is wanted, and end the workers.

    Cold are the seconds of opening, first run and end; warm those of the second run. Raises
    `WrongAnswer`, or whatever the strategy raises.
    """
    strategy, work = _prepared(task, items, folder, how)
    case, cold, warm = how.case, _Clock(), _Clock()
    counted = all_descendants_counted() if is_engine(strategy) else nullcontext()
    with counted, ExitStack() as workers:
        with cold:
            run = workers.enter_context(strategy.open(case.workers, case.start_method))
        part = _part(run, work, case)
        for clock in (cold, warm) if WARM in how.states else (cold,):
            part.load()
            with clock:
                part.go()
            verify(part.collect(), work.expected)
        with cold:
            workers.close()
    clocks = {COLD: cold, WARM: warm}
    timed = {state: TimedCase(clocks[state].wall, clocks[state].cpu) for state in how.states}
    return TimedOpening(timed, max(0, threading.active_count() - 1))


def _part(run: Runner, work: RoundWork, case: Case) -> RoundPart:
    if isinstance(run, StagedRun):
        return CeilingRun(run, work, case.workers)
    return WholeRun(run, work, case.chunksize)


def time_ceiling(
    task: Any, items: Sequence[Any], _folder: str, workers: int, shares: int
) -> TimedCase:
    """Seconds that independent processes take for the items, each for its part of them."""
    return TimedCase(ceiling_seconds(task, list(items) * shares, workers))


class LookedAt(NamedTuple):
    """What the workers of a case really are; who worked when, or why that is not known.

    ``seconds`` is what the audit took, which is about what a cold call takes.
    """

    findings: Findings
    timeline: Timeline | str | None
    seconds: float


def look_at_case(
    task: Any, items: Sequence[Any], folder: str, how: CaseWork, tracing: Tracing | None
) -> LookedAt:
    """Look at a case outside of all clocks. Raises as `time_case` does."""
    strategy, work = _prepared(task, items, folder, how)
    # First, as a script's first opening takes longest; the audit is not timed.
    timeline = _traced(task, strategy, work, how.case, tracing) if tracing is not None else None
    start = time.perf_counter()
    with open_strategy_run(how.case, strategy) as run:
        notes = audited(run, work, how.case.chunksize)
    seconds = time.perf_counter() - start
    findings = assess_audit(how.case, strategy.worker, len(work.items), notes)
    return LookedAt(findings, timeline, seconds)


def _traced(
    task: Any, strategy: Strategy, work: RoundWork, case: Case, tracing: Tracing
) -> Timeline | str:
    loop = None
    if tracing.size == case.size:
        with serial.open(1, serial.STRATEGY.start_methods[0]) as run:
            loop = WholeRun(run, work, 1)
    else:
        work = work_of(_module_of(task).WORKLOAD, tracing.size)
    try:
        return traced(case, strategy, tracing, work, loop)
    except Untraced as reason:
        return f"not known who worked when: {reason}"


def _prepared(
    task: Any, items: Sequence[Any], folder: str, how: CaseWork
) -> tuple[Strategy, RoundWork]:
    """The strategy and what it runs, with all modules loaded that both need."""
    note_gil_at_start(how.gil)
    strategy: Strategy = import_module(how.module).STRATEGY
    expected = pickle.loads(Path(folder, ANSWERS_FILE).read_bytes())  # noqa: S301 - our own file
    work = RoundWork(
        task, list(items) * how.shares, expected * how.shares, _module_of(task).WORKLOAD.twin
    )
    return strategy, work.for_workers(strategy.worker)


def _module_of(task: Any) -> Any:
    return sys.modules[task.__module__]
