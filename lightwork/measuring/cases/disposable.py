"""What is done for a case in a process of its own, which a launcher forks and which ends after it.

Each function is asked for by name (`lightwork.measuring.launcher.requests.ApartRequest`)
and gets the launcher's task, items and folder. What is imported here is imported out of all clocks:
a cold case is timed from opening its workers on, first of all in its process.
"""

import os
import pickle
import sys
import threading
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.record import Case
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
from lightwork.measuring.host.cpu_time import tree_cpu_seconds
from lightwork.measuring.host.python import note_gil_at_start
from lightwork.measuring.launcher.call import ceiling_seconds
from lightwork.measuring.launcher.requests import ANSWERS_FILE
from lightwork.strategies import serial
from lightwork.strategy import StagedRun, Strategy


class CaseWork(NamedTuple):
    """What a process is to run. ``module`` has the strategy; ``gil``: as the run began."""

    case: Case
    module: str
    gil: bool
    shares: int = 1  # how many times over the items are run


class TimedCase(NamedTuple):
    """What a timed call gave; its answers were the expected ones. Seconds are wall seconds."""

    seconds: float
    cpu_seconds: float = 0.0  # of the process tree, during it
    threads_left: int = 0
    left: tuple[str, ...] = ()  # command lines of processes that had to be killed


def time_case(task: Any, items: Sequence[Any], folder: str, how: CaseWork) -> TimedCase:
    """Seconds of one run of a case; a warm one has run once before.

    Raises `WrongAnswer`, or whatever the strategy raises.
    """
    strategy, work = _prepared(task, items, folder, how)
    case, chunksize = how.case, how.case.chunksize
    with open_strategy_run(case, strategy) as run:
        if case.state == "warm":
            verify(run(work.task, work.items, chunksize), work.expected)
        part: RoundPart = WholeRun(run, work, chunksize)
        if isinstance(run, StagedRun):
            part = CeilingRun(run, work, case.workers)
        part.load()
        cpu, start = tree_cpu_seconds(), time.perf_counter()
        part.go()
        seconds = time.perf_counter() - start
        cpu = tree_cpu_seconds() - cpu
        verify(part.collect(), work.expected)
    return TimedCase(seconds, cpu, max(0, threading.active_count() - 1))


def time_ceiling(
    task: Any, items: Sequence[Any], _folder: str, workers: int, shares: int
) -> TimedCase:
    """Seconds that independent processes take for the items, each for its part of them."""
    return TimedCase(ceiling_seconds(task, list(items) * shares, workers))


def audit_case(task: Any, items: Sequence[Any], folder: str, how: CaseWork) -> Findings:
    """What the workers of a case really are. Raises as `time_case` does."""
    strategy, work = _prepared(task, items, folder, how)
    with open_strategy_run(how.case, strategy) as run:
        notes = audited(run, work, how.case.chunksize)
    return assess_audit(how.case, strategy.worker, len(work.items), notes, os.getpid())


def trace_case(
    task: Any, items: Sequence[Any], folder: str, how: CaseWork, tracing: Tracing
) -> Timeline | str:
    """Who worked when, or why that is not known. Raises as `time_case` does."""
    strategy, work = _prepared(task, items, folder, how)
    loop = None
    if tracing.size == how.case.size:
        with serial.open(1, serial.STRATEGY.start_methods[0]) as run:
            loop = WholeRun(run, work, 1)
    else:
        work = work_of(_module_of(task).WORKLOAD, tracing.size)
    try:
        with open_strategy_run(how.case, strategy) as run:
            return traced(how.case, strategy, run, tracing, work, loop)
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
