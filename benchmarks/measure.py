"""Measure one case of the families that compare strategies: audit it once, then time its rounds."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.audit_findings import Findings, judge, with_gil_of_the_end
from benchmarks.case_end import CaseEnd
from benchmarks.efforts import NULL_CONTROL
from benchmarks.parts import CeilingRun, Part, WholeRun, Work
from benchmarks.record import CASE, LIMIT, REFERENCE, Case
from benchmarks.repeated_work import OneShare, Share
from benchmarks.rounds import EnoughRounds, RepeatBudget, Rounds
from benchmarks.stack_room import with_stack_room
from benchmarks.strategy_runs import audited, opened_run
from benchmarks.timeline import Timeline, Untraced, traced
from benchmarks.tracing import Tracing
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
    share: Share | None = None,
) -> Measured:
    """Run a case's audit round, its traced round (``tracing``) and its timed rounds.

    ``share`` is what the reference runs where that is not ``work``, but a part that is repeated in
    it; the null control then is the loop over that part, too. Raises `WrongAnswer` or whatever the
    strategy raises; pytest-benchmark then leaves the case out of the saved file.
    """

    def audit_and_time() -> Measured:
        with opened_run(case, strategy) as run:
            counts = _counts(case, share)
            own = share.work if share is not None and CASE in counts else work
            own = own.for_workers(strategy.worker)
            notes = audited(run, own, case.chunksize, strategy.workers is not None)
            findings = judge(case, strategy.worker, len(own.items), notes)
            if not benchmark.enabled:  # --benchmark-disable: it works, that is all
                benchmark.pedantic(run, args=(own.task, own.items, case.chunksize))
                return Measured(None, findings, kind, work.task, len(work.items))
            parts = _parts(case, work, run, ceiling, share, own)
            timeline, findings = _timeline(case, strategy, run, tracing, parts, counts, findings)
            rounds = Rounds(parts, work.expected, planned, budget, end=end, counts=counts)
            time_rounds(benchmark, rounds)
            _multiply(benchmark, counts.get(CASE, 1))
            findings = with_gil_of_the_end(findings)
            return Measured(rounds, findings, kind, work.task, len(work.items), timeline)

    with whole_or_nothing(benchmark):
        return with_stack_room(audit_and_time)


def _counts(case: Case, share: Share | None) -> dict[str, int]:
    """By how much the seconds of a part are multiplied; none where all run all of the items."""
    if share is None or not share.for_all:
        return {}
    counted = (REFERENCE, CASE) if case.strategy == NULL_CONTROL else (REFERENCE,)
    return dict.fromkeys(counted, share.repeats)


def _multiply(benchmark: BenchmarkFixture, count: int) -> None:
    """Let what pytest-benchmark noted be the seconds of all items, as the reference's are."""
    if benchmark.stats is not None:
        stats = benchmark.stats.stats
        stats.data = [count * seconds for seconds in stats.data]


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
    counts: Mapping[str, int],
    findings: Findings,
) -> tuple[Timeline | None, Findings]:
    """Who worked when, or a warning why that is not known."""
    if tracing is None:
        return None, findings
    serial = parts[REFERENCE] if tracing.size == case.size else None
    try:
        return traced(case, strategy, run, tracing, serial, counts.get(REFERENCE, 1)), findings
    except Untraced as reason:
        warnings = (*findings.warnings, f"not known who worked when: {reason}")
        return None, findings._replace(warnings=warnings)


def _parts(
    case: Case,
    work: Work,
    run: Run,
    ceiling: StagedRun | None,
    share: Share | None,
    own: Work,
) -> dict[str, Part]:
    with serial.open(1, serial.STRATEGY.start_methods[0]) as loop:
        reference = WholeRun(loop, work, 1) if share is None else OneShare(loop, share)
        parts: dict[str, Part] = {REFERENCE: reference}
    if ceiling is not None:
        parts[LIMIT] = CeilingRun(ceiling, work, case.workers)
    if isinstance(run, StagedRun):
        parts[CASE] = CeilingRun(run, work, case.workers)
    elif share is not None and own is share.work:
        parts[CASE] = OneShare(run, share)
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
