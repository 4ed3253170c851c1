"""Measure one case of the families that compare strategies: audit it once, then time its rounds."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.audit_findings import Findings, judge, with_gil_of_the_end
from benchmarks.case_end import CaseEnd
from benchmarks.parts import CeilingRun, Part, WholeRun, Work
from benchmarks.record import CASE, LIMIT, REFERENCE, Case
from benchmarks.rounds import EnoughRounds, RepeatBudget, Rounds
from benchmarks.stack_room import with_stack_room
from benchmarks.strategy_runs import audited, opened_run
from benchmarks.timeline import Timeline, Untraced, traced
from benchmarks.tracing import Tracing
from benchmarks.weak_scaling import OneShare
from strategies import Run, StagedRun, Strategy, serial


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
    work: Work,
    tracing: Tracing | None,
    ceiling: StagedRun | None,
    planned: int,
    budget: RepeatBudget,
    end: CaseEnd,
    share: Work | None = None,
) -> Measured:
    """Run a case's audit round, its traced round (``tracing``) and its timed rounds.

    ``share`` is what the reference runs where that is not ``work``: one of as many equal shares as
    workers. Raises `WrongAnswer` or whatever the strategy raises; pytest-benchmark then leaves the
    case out of the saved file.
    """

    def audit_and_time() -> Measured:
        with opened_run(case, strategy) as run:
            own = work.for_workers(strategy.worker)
            notes = audited(run, own, case.chunksize, strategy.workers is not None)
            findings = judge(case, strategy.worker, len(work.items), notes)
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
    run: Run,
    tracing: Tracing | None,
    parts: Mapping[str, Part],
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
    work: Work,
    run: Run,
    ceiling: StagedRun | None,
    share: Work | None,
    own: Work | None = None,
) -> dict[str, Part]:
    with serial.open(1, serial.STRATEGY.start_methods[0]) as loop:
        reference = OneShare(loop, share, case.workers) if share else WholeRun(loop, work, 1)
        parts: dict[str, Part] = {REFERENCE: reference}
    if ceiling is not None:
        parts[LIMIT] = CeilingRun(ceiling, work, case.workers)
    if isinstance(run, StagedRun):
        parts[CASE] = CeilingRun(run, work, case.workers)
    else:
        parts[CASE] = WholeRun(run, own or work, case.chunksize)
    return parts


def time_rounds(benchmark: BenchmarkFixture, rounds: Rounds) -> None:
    """Let pytest-benchmark time the rounds until enough of them are undisturbed."""
    with suppress(EnoughRounds):
        benchmark.pedantic(
            rounds.timed, setup=rounds.before, teardown=rounds.after, rounds=rounds.most
        )
    rounds.release()
