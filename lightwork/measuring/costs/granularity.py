"""Family granularity: how small a task may be before its mechanism eats what it gains.

The same work is cut into ever smaller tasks, 100 ms to 10 µs, and handed out task by task (chunk
size 1): the smallest task at which at least half of what the machine allows is still reached is
METG(50 %), minimum effective task granularity (E. Slaughter et al., "Task Bench", SC20). What the
machine allows is the ceiling, measured in the same rounds; for waiting, as many naps at once as
there are workers. And of some granularities other chunk sizes, for ``Pool.map``: which wins?

``spin`` computes in pure Python, ``nap`` waits. Sizes are nominal: what a task takes on this host
is reference / tasks.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import product
from typing import Any, NamedTuple, cast

from lightwork.core.record import CASE, CEILING, LIMIT, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.cases.round_parts import CeilingRun, RoundPart, RoundWork, WholeRun
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.costs._kernels import STEPS_PER_MICROSECOND, nap, spin, spun
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.strategies import serial
from lightwork.strategy import StagedRun, Strategy

SPIN_KERNEL, NAP_KERNEL = "spin", "nap"
#: Nominal microseconds of a task by the name of its size.
MICROSECONDS = {
    "100ms": 100_000, "30ms": 30_000, "10ms": 10_000, "3ms": 3_000, "1ms": 1_000, "300us": 300,
    "100us": 100, "30us": 30, "10us": 10,
}  # fmt: skip
ROUNDS = {"quick": 6, "standard": 6, "thorough": 10}
#: Microseconds of work in a round. Every worker gets equally many tasks, one at least: so it is a
#: little more or less, and more for the coarsest tasks.
TOTAL_MICROSECONDS = 40_000
#: The coarsest tasks are left out where the work of a round would grow beyond so many times that:
#: with 64 workers a task of 100 ms each takes the serial loop 6 seconds.
MOST_TIMES_TOTAL = 5
KERNEL_KINDS = {SPIN_KERNEL: "cpu", NAP_KERNEL: "sleep"}
#: Items for the audit: enough that every worker gets one, and each holds its worker for a while.
AUDITED_TASKS_PER_WORKER = 4
#: Where workers are started in the call, the first could do all before the second is there.
AUDITED_MICROSECONDS = {"warm": 1_000, "cold": 10_000}


class PlannedSeries(NamedTuple):
    """One strategy on one kernel, task by task."""

    workload: str
    strategy: str
    sizes: tuple[str, ...]
    state: str = "warm"  # cold by every start method, else by the default


ALL_TASK_LENGTHS = tuple(MICROSECONDS)
FINE_TASK_LENGTHS = ("10ms", "3ms", "1ms", "300us", "100us", "30us", "10us")
FEW_TASK_LENGTHS = ("10ms", "1ms", "300us", "100us")
SERIES_BY_EFFORT = {
    "quick": (
        PlannedSeries(SPIN_KERNEL, "pool", ("10ms", "1ms", "100us", "30us")),
        PlannedSeries(SPIN_KERNEL, "thread_pool", ("10ms", "1ms")),
        PlannedSeries(NAP_KERNEL, "thread_pool", ("10ms", "1ms", "100us")),
    ),
    "standard": (
        PlannedSeries(SPIN_KERNEL, "pool", ("100ms", *FINE_TASK_LENGTHS)),
        PlannedSeries(SPIN_KERNEL, "process_pool", ("10ms", "3ms", "1ms", "300us", "100us")),
        PlannedSeries(SPIN_KERNEL, "thread_pool", ("10ms", "1ms", "100us")),
        PlannedSeries(SPIN_KERNEL, "pool", ("100ms", "10ms"), "cold"),
        PlannedSeries(NAP_KERNEL, "thread_pool", FEW_TASK_LENGTHS),
        PlannedSeries(NAP_KERNEL, "pool", FEW_TASK_LENGTHS),
    ),
    "thorough": (
        *(
            PlannedSeries(kernel, strategy, ALL_TASK_LENGTHS)
            for kernel in KERNEL_KINDS
            for strategy in ("pool", "pool_async", "pool_imap", "process_pool", "thread_pool")
        ),
        *(PlannedSeries(kernel, "pool", ALL_TASK_LENGTHS, "cold") for kernel in KERNEL_KINDS),
    ),
}
#: Granularity -> chunk sizes that ``Pool.map`` is given beside 1; None is its default.
CHUNKS: dict[str, dict[str, tuple[int | None, ...]]] = {
    "quick": {"100us": (None, 16)},
    "standard": {"1ms": (None, 4), "100us": (None, 16), "10us": (1, None, 64)},
    "thorough": {
        "10ms": (None, 2), "1ms": (None, 2, 4, 8), "300us": (None, 4, 16),
        "100us": (None, 4, 16, 64), "30us": (None, 8, 64), "10us": (1, None, 16, 64, 512),
    },
}  # fmt: skip


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Task by task from coarse to fine, then ``pool`` by chunk size; each case once."""
    yield from dict.fromkeys(_wanted(scope))


def _wanted(scope: Scope) -> Iterator[Case]:
    for one in SERIES_BY_EFFORT[scope.effort]:
        yield from _cases(scope, one)
    chunks = CHUNKS[scope.effort]
    for case in _cases(scope, PlannedSeries(SPIN_KERNEL, "pool", tuple(chunks))):
        for chunksize in chunks[case.size]:
            default = default_chunksize(tasks_of(case), case.workers)
            yield case._replace(chunksize=chunksize or default)


def _cases(scope: Scope, one: PlannedSeries) -> Iterator[Case]:
    """The cases of a series but for tasks too coarse for a round; of a thorough run, what starts
    its workers in each call by every start method."""
    strategy = scope.strategies.get(one.strategy)
    if strategy is None or strategy.requires:
        return
    methods = scope.methods_of(strategy)
    if scope.start_methods is None and (one.state == "warm" or scope.effort != "thorough"):
        methods = methods[:1]
    for method, size in product(methods, one.sizes):
        case = Case(one.workload, size, one.strategy, method, scope.most_workers(), 1, one.state)
        if tasks_of(case) * MICROSECONDS[size] <= MOST_TIMES_TOTAL * TOTAL_MICROSECONDS:
            yield case


def tasks_of(case: Case) -> int:
    """How many tasks a round has: a multiple of the workers, about the same work in all."""
    per_worker = round(TOTAL_MICROSECONDS / MICROSECONDS[case.size] / case.workers)
    return max(1, per_worker) * case.workers


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Start the workers; a round runs every task once."""
    strategy = strategies[case.strategy]
    work = _work(case, tasks_of(case), MICROSECONDS[case.size])
    audited_tasks = AUDITED_TASKS_PER_WORKER * case.workers
    audited_work = _work(case, audited_tasks, AUDITED_MICROSECONDS[case.state])
    parts: dict[str, RoundPart] = {}
    with (
        # Before the strategy is opened, which ends with all processes that came after it.
        _ceiling_of(case, strategies) as ceiling,
        open_strategy_run(case, strategy) as run,
        serial.open(1, case.start_method) as loop,
    ):
        if ceiling is not None:
            parts[LIMIT] = CeilingRun(ceiling, work, case.workers)
        parts[REFERENCE] = WholeRun(loop, work, 1)
        parts[CASE] = WholeRun(run, work, case.chunksize)
        yield Probe(
            parts=parts,
            expected=work.expected,
            operations=len(work.items),
            worker=strategy.worker,
            audit=lambda: audited(run, audited_work, 1),
            kind=KERNEL_KINDS[case.workload],
        )


def _work(case: Case, tasks: int, microseconds: int) -> RoundWork:
    if case.workload == NAP_KERNEL:
        naps = [microseconds * 1e-6] * tasks
        return RoundWork(nap, naps, naps)
    # Not all alike, so that a lost or swapped item shows.
    steps = [microseconds * STEPS_PER_MICROSECOND + number % 8 for number in range(tasks)]
    return RoundWork(spin, steps, [spun(item) for item in steps])


def _ceiling_of(
    case: Case, strategies: Mapping[str, Strategy]
) -> AbstractContextManager[StagedRun | None]:
    """The ceiling beside a case that computes."""
    if case.workload != SPIN_KERNEL:
        return nullcontext()
    ceiling = strategies[CEILING]
    opened: Any = ceiling.open(case.workers, ceiling.start_methods[0])
    return cast("AbstractContextManager[StagedRun]", opened)


def seconds(case: Case) -> tuple[float, float]:
    """Serial loop, ceiling and case, if the mechanism cost 30 µs a chunk; for the forecast."""
    tasks = tasks_of(case)
    work = tasks * MICROSECONDS[case.size] * 1e-6
    chunks = math.ceil(tasks / case.chunksize)
    ceiling = work / case.workers if case.workload == SPIN_KERNEL else 0.0
    own = max(work / case.workers, 3e-5 * chunks) + (0.0 if case.state == "warm" else 0.06)
    return work + ceiling + own, 0.05


FAMILY = CostFamily(plan, open, seconds, ROUNDS)
