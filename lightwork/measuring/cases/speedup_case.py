"""Measure one case of the families that compare strategies: audit it once, then time its rounds."""

import inspect
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, NamedTuple

from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import CASE, LIMIT, REFERENCE, Case
from lightwork.measuring.cases.audit import Audited, AuditedAsync, WorkerNote, read_worker_notes
from lightwork.measuring.cases.audit_findings import Findings, assess_audit, with_gil_of_the_end
from lightwork.measuring.cases.round_parts import (
    CeilingRun,
    OneShare,
    RepeatedShare,
    RoundPart,
    RoundWork,
    WholeRun,
)
from lightwork.measuring.cases.rounds import CaseEnd, EnoughRounds, RepeatBudget, Rounds, verify
from lightwork.measuring.cases.stack_alignment import with_stack_room
from lightwork.measuring.cases.timeline import Timeline, Tracing, Untraced, traced
from lightwork.measuring.cases.worker_notes import WithWorkerNote
from lightwork.measuring.host.cpu_time import all_descendants_counted
from lightwork.strategies import serial
from lightwork.strategy import Runner, StagedRun, Strategy, is_engine


@contextmanager
def open_strategy_run(case: Case, strategy: Strategy) -> Iterator[Runner]:
    """The run of a case. Cold: each call starts and ends the workers."""
    with all_descendants_counted() if is_engine(strategy) else nullcontext():
        if case.state == "warm":
            with strategy.open(case.workers, case.start_method) as run:
                yield run
        else:

            def open_run_close(
                task: Callable[[Any], Any], items: Sequence[Any], chunksize: int
            ) -> list[Any]:
                with strategy.open(case.workers, case.start_method) as run:
                    return run(task, items, chunksize)

            yield open_run_close


def audited(
    run: Runner, work: RoundWork, chunksize: int, on_cluster: bool = False
) -> list[WorkerNote]:
    """One round outside of all clocks in which the workers note what they are; also a warm-up."""
    if on_cluster:
        answers = run(WithWorkerNote(work.task), work.items, chunksize)
        verify([result for result, _ in answers], work.expected)
        return list(dict.fromkeys(note._replace(peak_memory_bytes=None) for _, note in answers))
    # After a Ctrl-C threads may still write into it: what stays then is cleaned after the case.
    with tempfile.TemporaryDirectory("", "lightwork-", ignore_cleanup_errors=True) as folder:
        how = AuditedAsync if inspect.iscoroutinefunction(work.task) else Audited
        verify(run(how(work.task, folder), work.items, chunksize), work.expected)
        return read_worker_notes(folder)


class Measured(NamedTuple):
    """What measuring a case gave; ``rounds`` is None where benchmarks are disabled."""

    rounds: Rounds | None
    findings: Findings
    kind: str
    task: Callable[..., Any]  # a function of the file that says what is done
    tasks: int  # how often a round does it
    timeline: Timeline | None = None  # who worked when, where that was traced


def measure(
    benchmark: BenchmarkFixture,
    case: Case,
    kind: str,
    strategy: Strategy,
    work: RoundWork,
    tracing: Tracing | None,
    ceiling: StagedRun | None,
    planned: int,
    budget: RepeatBudget,
    end: CaseEnd,
    share: RepeatedShare | None = None,
) -> Measured:
    """Run a case's audit round, its traced round (``tracing``) and its timed rounds.

    ``share`` is what the reference runs where that is not ``work``, but a part that is repeated in
    it. Raises `WrongAnswer` or whatever the strategy raises; pytest-benchmark then leaves the case
    out of the saved file.
    """

    def audit_and_time() -> Measured:
        with open_strategy_run(case, strategy) as run:
            own = work.for_workers(strategy.worker)
            notes = audited(run, own, case.chunksize, strategy.workers is not None)
            findings = assess_audit(case, strategy.worker, len(own.items), notes)
            if not benchmark.enabled:  # --benchmark-disable: it works, that is all
                benchmark.pedantic(run, args=(own.task, own.items, case.chunksize))
                return Measured(None, findings, kind, work.task, len(work.items))
            parts = _parts(case, work, run, ceiling, share, own)
            timeline, findings = _timeline(case, strategy, run, tracing, parts, findings)
            rounds = Rounds(parts, work.expected, planned, budget, end=end)
            time_rounds(benchmark, rounds)
            findings = with_gil_of_the_end(findings)
            return Measured(rounds, findings, kind, work.task, len(work.items), timeline)

    with whole_or_nothing(benchmark):
        return with_stack_room(audit_and_time)


@contextmanager
def whole_or_nothing(benchmark: BenchmarkFixture) -> Iterator[None]:
    """Let a case that is cut short be left out of the saved file, whatever cuts it."""
    try:
        yield
    except BaseException:
        # Ctrl-C is no Exception: pytest-benchmark would save the cut case as if it were whole.
        benchmark.has_error = True
        raise


def _timeline(
    case: Case,
    strategy: Strategy,
    run: Runner,
    tracing: Tracing | None,
    parts: Mapping[str, RoundPart],
    findings: Findings,
) -> tuple[Timeline | None, Findings]:
    """Who worked when, or a warning why that is not known."""
    if tracing is None:
        return None, findings
    serial = parts[REFERENCE] if tracing.size == case.size else None
    try:
        return traced(case, strategy, run, tracing, serial), findings
    except Untraced as reason:
        warnings = (*findings.warnings, f"not known who worked when: {reason}")
        return None, findings._replace(warnings=warnings)


def _parts(
    case: Case,
    work: RoundWork,
    run: Runner,
    ceiling: StagedRun | None,
    share: RepeatedShare | None,
    own: RoundWork,
) -> dict[str, RoundPart]:
    with serial.open(1, serial.STRATEGY.start_methods[0]) as loop:
        reference = WholeRun(loop, work, 1) if share is None else OneShare(loop, share)
        parts: dict[str, RoundPart] = {REFERENCE: reference}
    if ceiling is not None:
        parts[LIMIT] = CeilingRun(ceiling, work, case.workers)
    if isinstance(run, StagedRun):
        parts[CASE] = CeilingRun(run, work, case.workers)
    else:
        parts[CASE] = WholeRun(run, own, case.chunksize)
    return parts


def time_rounds(benchmark: BenchmarkFixture, rounds: Rounds) -> None:
    """Let pytest-benchmark time the rounds until enough of them are undisturbed."""
    with suppress(EnoughRounds):
        benchmark.pedantic(
            rounds.timed, setup=rounds.before, teardown=rounds.after, rounds=rounds.most
        )
    rounds.release()
