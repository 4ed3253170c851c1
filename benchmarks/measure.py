"""Measure one case of the speedup family: audit it once, then time its rounds."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.audit import Audited, read_notes
from benchmarks.audit_findings import Findings, judge
from benchmarks.parts import CeilingRun, Part, WholeRun, Work
from benchmarks.record import CASE, LIMIT, REFERENCE, Case
from benchmarks.rounds import EnoughRounds, RepeatBudget, Rounds, verify
from benchmarks.stack_room import with_stack_room
from strategies import Run, StagedRun, Strategy, serial


class Measured(NamedTuple):
    """What measuring a case gave; ``rounds`` is None where benchmarks are disabled."""

    rounds: Rounds | None
    findings: Findings


def measure(
    benchmark: BenchmarkFixture,
    case: Case,
    strategy: Strategy,
    work: Work,
    ceiling: StagedRun | None,
    planned: int,
    budget: RepeatBudget,
) -> Measured:
    """Run a case's audit round and its timed rounds.

    Raises `WrongAnswer` or whatever the strategy raises; pytest-benchmark then leaves the case
    out of the saved file.
    """

    def audit_and_time() -> Measured:
        with _opened(case, strategy) as run:
            findings = _audit(case, strategy.worker, work, run)
            if not benchmark.enabled:  # --benchmark-disable: it works, that is all
                benchmark.pedantic(run, args=(work.task, work.items, case.chunksize))
                return Measured(None, findings)
            parts = _parts(case, work, run, ceiling)
            rounds = Rounds(parts, work.expected, planned, budget)
            _time(benchmark, rounds)
            return Measured(rounds, findings)

    try:
        return with_stack_room(audit_and_time)
    except BaseException:
        # Ctrl-C is no Exception: pytest-benchmark would save the cut case as if it were whole.
        benchmark.has_error = True
        raise


@contextmanager
def _opened(case: Case, strategy: Strategy) -> Iterator[Run]:
    """The run of a case. Cold: each call starts and ends the workers."""
    if case.state == "warm":
        with strategy.open(case.workers, case.start_method) as run:
            yield run
        return

    def open_run_close(
        task: Callable[[Any], Any], items: Sequence[Any], chunksize: int
    ) -> list[Any]:
        with strategy.open(case.workers, case.start_method) as run:
            return run(task, items, chunksize)

    yield open_run_close


def _audit(case: Case, worker: str, work: Work, run: Run) -> Findings:
    """One round outside of all clocks in which the workers note what they are; also a warm-up."""
    with tempfile.TemporaryDirectory(prefix="manyhands-") as folder:
        verify(run(Audited(work.task, folder), work.items, case.chunksize), work.expected)
        return judge(case, worker, len(work.items), read_notes(folder))


def _parts(case: Case, work: Work, run: Run, ceiling: StagedRun | None) -> dict[str, Part]:
    with serial.open(1, serial.STRATEGY.start_methods[0]) as serial_loop:
        parts: dict[str, Part] = {REFERENCE: WholeRun(serial_loop, work, 1)}
    if ceiling is not None:
        parts[LIMIT] = CeilingRun(ceiling, work, case.workers)
    if isinstance(run, StagedRun):
        parts[CASE] = CeilingRun(run, work, case.workers)
    else:
        parts[CASE] = WholeRun(run, work, case.chunksize)
    return parts


def _time(benchmark: BenchmarkFixture, rounds: Rounds) -> None:
    with suppress(EnoughRounds):
        benchmark.pedantic(
            rounds.timed, setup=rounds.before, teardown=rounds.after, rounds=rounds.most
        )
