"""Who worked when, the parent's side: one traced round of a case as a `Timeline`.

The traced round is outside of all timed rounds: noting a task costs 1 to 3 µs. That is nothing
for tasks of 100 µs and more, and more than the whole task of the workload ``empty``, whose
timeline shows the tracing.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.cases.round_parts import RoundPart, RoundWork, verify
from lightwork.measuring.cases.task_trace import (
    TASK_NOTE,
    NanosecondsSpan,
    Traced,
    expect_notes,
    take_notes,
)
from lightwork.strategy import Strategy


class Tracing(NamedTuple):
    """How a case is traced; ``whole``: each task of the round that is kept is saved."""

    size: str
    whole: bool
    rounds: int


class Timeline(NamedTuple):
    """Microseconds since the round began, before the workers are started."""

    size: str  # of the traced work; another than the case's where `plan.traced_cases` says so
    whole: bool  # whether every task is to be saved
    opened: int  # ``open`` returned
    results: int  # all results were home
    closed: int  # the workers were ended
    serial: int | None  # the serial loop over the same items, right after; None: not run
    #: start and end of each task; who began first comes first
    workers: Sequence[Sequence[NanosecondsSpan]]


class Untraced(Exception):
    """A traced round's notes don't fit together; says how."""


class _Timestamps(NamedTuple):
    """Nanoseconds of ``time.perf_counter``."""

    begin: int
    opened: int
    results: int
    closed: int


def traced(
    case: Case, strategy: Strategy, tracing: Tracing, work: RoundWork, serial: RoundPart | None
) -> Timeline:
    """Trace a cold case, outside of all timed rounds; of several, the one of middling length.

    ``serial``, the serial loop over the same items, is timed after them. Raises `Untraced`,
    `lightwork.measuring.cases.round_parts.WrongAnswer` and whatever the strategy raises.
    """
    rounds = [_trace(case, strategy, tracing, work) for _ in range(tracing.rounds)]
    found = sorted(rounds, key=lambda timeline: timeline.closed)[len(rounds) // 2]
    return found._replace(serial=_microseconds(_timed(serial, work))) if serial else found


def _trace(case: Case, strategy: Strategy, tracing: Tracing, work: RoundWork) -> Timeline:
    # Workers that are kept hold their files open; Windows does not delete such.
    with tempfile.TemporaryDirectory("", "lightwork-", ignore_cleanup_errors=True) as folder:
        expect_notes(folder)
        task = Traced(work.task, folder)
        times, results = _run(case, strategy, task, work)
        verify(results, work.expected)
        workers = sorted(spans for spans in (*take_notes(), *read_task_notes(folder)) if spans)
    begin = times.begin
    check(workers, len(work.items), begin, times.results)
    return Timeline(
        size=tracing.size,
        whole=tracing.whole,
        opened=_microseconds(times.opened - begin),
        results=_microseconds(times.results - begin),
        closed=_microseconds(times.closed - begin),
        serial=None,
        workers=[
            [(_microseconds(start - begin), _microseconds(end - begin)) for start, end in spans]
            for spans in workers
        ],
    )


def _run(
    case: Case, strategy: Strategy, task: Traced, work: RoundWork
) -> tuple[_Timestamps, Sequence[Any]]:
    begin = time.perf_counter_ns()
    with strategy.open(case.workers, case.start_method) as run:
        opened = time.perf_counter_ns()
        results = run(task, work.items, case.chunksize)
        home = time.perf_counter_ns()
    return _Timestamps(begin, opened, home, time.perf_counter_ns()), results


def _timed(serial: RoundPart, work: RoundWork) -> int:
    serial.load()
    start = time.perf_counter_ns()
    serial.go()
    nanoseconds = time.perf_counter_ns() - start
    verify(serial.collect(), work.expected)
    return nanoseconds


def _microseconds(nanoseconds: int) -> int:
    return nanoseconds // 1000


def read_task_notes(folder: str) -> Iterator[list[NanosecondsSpan]]:
    """The tasks of each worker that wrote a file; nanoseconds."""
    for path in Path(folder).iterdir():
        notes = path.read_bytes()
        # Without what a killed worker may have written in part; the count of tasks will tell.
        whole = notes[: len(notes) - len(notes) % TASK_NOTE.size]
        yield [(start, end) for start, end in TASK_NOTE.iter_unpack(whole)]


def check(
    workers: Sequence[Sequence[NanosecondsSpan]], tasks: int, begin: int, results: int
) -> None:
    """Raise `Untraced` unless each task ran once, one after the other, on the parent's clock."""
    noted = sum(len(spans) for spans in workers)
    if noted != tasks:
        raise Untraced(f"workers noted {noted} tasks, expected {tasks}")
    for spans in workers:
        times = [begin, *chain.from_iterable(spans), results]
        if times != sorted(times):
            raise Untraced("a worker's clock does not agree with the parent's")
