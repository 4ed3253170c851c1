"""Family granularity: how small a task may be before its mechanism eats what it gains.

The same work is cut into ever smaller tasks, 100 ms to 10 µs, and handed out task by task (chunk
size 1): the smallest task at which at least half of what the machine allows is still reached is
METG(50 %), minimum effective task granularity (E. Slaughter et al., "Task Bench", SC20). What the
machine allows is the ceiling, measured in the same rounds; for waiting, as many naps at once as
there are workers. And of some granularities other chunk sizes, for ``Pool.map``: which wins?

``spin`` computes in pure Python, ``nap`` waits. Sizes are nominal: what a task takes on this host
is reference / tasks. Coarse to fine, and a series ends after the first granularity below half.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from benchmarks.ceiling_keeper import CeilingKeeper
from benchmarks.costs import CostFamily, Probe
from benchmarks.costs._granularity_plan import MICROSECONDS, NAP, ROUNDS, SPIN, plan, tasks_of
from benchmarks.kernels import STEPS_PER_MICROSECOND, nap, spin, spun
from benchmarks.parts import CeilingRun, Part, WholeRun, Work
from benchmarks.record import CASE, LIMIT, REFERENCE, Case
from benchmarks.rounds import Round
from benchmarks.skips import Unavailable
from benchmarks.strategy_runs import audited, opened_run
from strategies import Run, Strategy, serial

KINDS = {SPIN: "cpu", NAP: "sleep"}
#: Below this share of the ceiling (median) a series ends.
THRESHOLD = 0.5
#: Items for the audit: enough that every worker gets one, and each holds its worker for a while.
AUDITED_TASKS_PER_WORKER = 4
#: Where workers are started in the call, the first could do all before the second is there.
AUDITED_MICROSECONDS = {"warm": 1_000, "cold": 10_000}

_ceiling: CeilingKeeper | None = None
_ended: dict[Case, str] = {}  # series (a case without its size) -> the size that was below


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Start the workers; a round runs every task once."""
    if below := _ended.get(series(case)):
        raise Unavailable(f"below {THRESHOLD:.0%} of what is possible at {below} already.")
    strategy = strategies[case.strategy]
    kernel, items, expected = _work(case, tasks_of(case), MICROSECONDS[case.size])
    work = Work(kernel, items, expected)
    parts: dict[str, Part] = {}
    if case.workload == SPIN:
        # Before the strategy is opened, which ends with all processes that came after it.
        limit = _kept_ceiling(strategies).get(case.workers)
        parts[LIMIT] = CeilingRun(limit, work, case.workers)
    with opened_run(case, strategy) as run, serial.open(1, case.start_method) as loop:
        parts[REFERENCE] = WholeRun(loop, work, 1)
        parts[CASE] = WholeRun(run, work, case.chunksize)
        yield Probe(
            parts=parts,
            expected=expected,
            operations=len(items),
            worker=strategy.worker,
            notes=_notes(case, run),
            kind=KINDS[case.workload],
            again=partial(open, case, strategies) if case.state == "warm" else None,
        )


def _work(
    case: Case, tasks: int, microseconds: int
) -> tuple[Callable[[Any], Any], Sequence[Any], Sequence[Any]]:
    """Task, items and right results."""
    if case.workload == NAP:
        naps = [microseconds * 1e-6] * tasks
        return nap, naps, naps
    # Not all alike, so that a lost or swapped item shows.
    steps = [microseconds * STEPS_PER_MICROSECOND + number % 8 for number in range(tasks)]
    return spin, steps, [spun(item) for item in steps]


def _notes(case: Case, run: Run) -> list[Any]:
    tasks = AUDITED_TASKS_PER_WORKER * case.workers
    kernel, items, expected = _work(case, tasks, AUDITED_MICROSECONDS[case.state])
    return audited(run, Work(kernel, items, expected), 1)


def _kept_ceiling(strategies: Mapping[str, Strategy]) -> CeilingKeeper:
    """One ceiling for all cases: starting its workers for each costs more than the rounds."""
    global _ceiling
    if _ceiling is None:
        _ceiling = CeilingKeeper(strategies["ceiling"])
    return _ceiling


def series(case: Case) -> Case:
    """What a case has in common with those of other granularities."""
    return case._replace(size="")


def finished(case: Case, rounds: Sequence[Round], seconds: Sequence[float]) -> None:
    """End the series where a case handed out task by task was below the threshold."""
    if case.chunksize == 1 and _share(case, rounds, seconds) < THRESHOLD:
        _ended.setdefault(series(case), case.size)


def _share(case: Case, rounds: Sequence[Round], seconds: Sequence[float]) -> float:
    """Median over rounds of what was reached of what is possible."""
    shares = sorted(
        (
            one.reference_seconds / case.workers
            if one.ceiling_seconds is None
            else one.ceiling_seconds
        )
        / own
        for one, own in zip(rounds, seconds, strict=True)
    )
    return shares[math.floor(len(shares) / 2)]


def close() -> None:
    """End the ceiling's workers and forget which series ended."""
    global _ceiling
    _ended.clear()
    if _ceiling is not None:
        _ceiling.close()
        _ceiling = None


def seconds(case: Case) -> tuple[float, float]:
    """Serial loop, ceiling and case, if the mechanism cost 30 µs a chunk; for the forecast."""
    tasks = tasks_of(case)
    work = tasks * MICROSECONDS[case.size] * 1e-6
    chunks = math.ceil(tasks / case.chunksize)
    limit = work / case.workers if case.workload == SPIN else 0.0
    own = max(work / case.workers, 3e-5 * chunks) + (0.0 if case.state == "warm" else 0.06)
    return work + limit + own, 0.1 + own * ROUNDS["standard"] / 2


FAMILY = CostFamily(plan, open, seconds, ROUNDS, finished=finished, close=close)
