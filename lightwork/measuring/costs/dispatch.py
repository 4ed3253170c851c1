"""Family dispatch: what handing out a task costs that does nothing.

Workloads: ``one_at_a_time`` waits for each result before the next task goes out (``Pool.apply``,
``submit().result()``); ``outstanding`` hands out all of them and waits then (``map``,
``apply_async``, ``imap_unordered``), by chunk size from 1 to all. The strategies are those of the
catalog, warm. The reference is the serial loop over the same items, so a cost is
(case - loop) / tasks.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.cases.round_parts import RoundWork
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.costs._repeats import Batch
from lightwork.measuring.costs._single_task import SAME_AS, SINGLE_CALLS, Call
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.engines import DISPATCH_CHUNKS
from lightwork.strategy import Runner, Strategy, is_engine
from workloads import empty

ONE_AT_A_TIME, OUTSTANDING = "one_at_a_time", "outstanding"
#: Tasks of a round, as the case's size has them.
TASK_COUNTS = {"200_tasks": 200, "1024_tasks": 1024}
SIZE_OF = {ONE_AT_A_TIME: "200_tasks", OUTSTANDING: "1024_tasks"}
#: Of engines that take longer than a pool: seconds of one task that is waited for, of one of many,
#: and of opening; as seen on a 2-core virtual machine, only for the forecast.
ENGINE_SECONDS = {
    "dask_distributed": (6e-3, 1.5e-3, 2.5),
    "ray_tasks": (1.5e-3, 4e-4, 5.0),
    "mpi_pool": (1.2e-3, 3e-4, 0.8),
    "joblib_loky": (5e-3, 5e-4, 1.0),
    "mpire_pool": (2e-3, 2e-4, 0.1),
}
#: From every task by itself to all at once.
CHUNK_SIZES = {
    "quick": (1, 1024),
    "standard": (1, 4, 16, 64, 1024),
    "thorough": (1, 2, 4, 8, 16, 32, 64, 256, 1024),
}


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every reusable strategy: one task at a time, and all outstanding by chunk size."""
    for name, strategy in scope.strategies.items():
        if strategy.worker == "none" or not strategy.reusable or name == "ceiling":
            continue
        if strategy.requires:
            yield Skip(name, strategy.requires)
            continue
        # Workers are there already, so how they were started is one choice: the first that fits.
        method = next(iter(scope.methods_of(strategy)), None)
        if method is None:
            yield Skip(name, f"starts its workers by {', '.join(strategy.start_methods)} only.")
            continue
        one = Case("", "", name, method, strategy.workers or scope.most_workers(), 1, "warm")
        if name not in SAME_AS:
            yield one._replace(workload=ONE_AT_A_TIME, size=SIZE_OF[ONE_AT_A_TIME])
        for chunksize in _chunk_sizes(strategy, scope.effort):
            yield one._replace(workload=OUTSTANDING, size=SIZE_OF[OUTSTANDING], chunksize=chunksize)


def _chunk_sizes(strategy: Strategy, effort: str) -> tuple[int, ...]:
    if is_engine(strategy) and effort != "thorough":
        return DISPATCH_CHUNKS
    return CHUNK_SIZES[effort] if strategy.chunks else (1,)


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Start the workers; a round hands out every task once."""
    strategy = strategies[case.strategy]
    work = _empty_work(TASK_COUNTS[case.size])
    alone = case.workload == ONE_AT_A_TIME
    if alone and case.strategy in SINGLE_CALLS:
        with SINGLE_CALLS[case.strategy](case) as call:
            yield _probe(strategy, work, partial(_each, call, work), partial(_look, case, strategy))
        return
    with open_strategy_run(case, strategy) as run:
        hand_out = partial(run, work.task, work.items, case.chunksize)
        if alone:
            hand_out = partial(_each, lambda task, item: run(task, [item], 1)[0], work)
        yield _probe(strategy, work, hand_out, partial(_notes, case, strategy, run))


def _probe(
    strategy: Strategy,
    work: RoundWork,
    hand_out: Callable[[], list[Any]],
    audit: Callable[[], list[WorkerNote]],
) -> Probe:
    parts = {REFERENCE: Batch(partial(_loop, work)), CASE: Batch(hand_out)}
    return Probe(parts, work.expected, len(work.items), strategy.worker, audit)


def _look(case: Case, strategy: Strategy) -> list[WorkerNote]:
    """What the workers of this strategy are, by another opening: these take single tasks only."""
    with open_strategy_run(case, strategy) as run:
        return _notes(case, strategy, run)


def _notes(case: Case, strategy: Strategy, run: Runner) -> list[WorkerNote]:
    """Of tasks beyond those that are timed, as of few that do nothing one worker may take all."""
    return audited(run, _empty_work(8 * case.workers), 1, strategy.workers is not None)


def _empty_work(tasks: int) -> RoundWork:
    items = list(range(tasks))
    return RoundWork(empty.task, items, items)


def _loop(work: RoundWork) -> list[Any]:
    task = work.task
    return [task(item) for item in work.items]


def _each(call: Call, work: RoundWork) -> list[Any]:
    task = work.task
    return [call(task, item) for item in work.items]


def seconds(case: Case) -> tuple[float, float]:
    """As seen on a 2-core virtual machine: 100 µs a task one by one, 40 µs a chunk of many."""
    tasks = TASK_COUNTS[case.size]
    if case.strategy in ENGINE_SECONDS:
        alone, of_many, opening = ENGINE_SECONDS[case.strategy]
        one = alone if case.workload == ONE_AT_A_TIME else of_many / case.chunksize
        return one * tasks, opening
    if case.workload == ONE_AT_A_TIME:
        return 1e-4 * tasks, 0.05
    return 4e-5 * tasks / case.chunksize + 5e-7 * tasks, 0.05


FAMILY = CostFamily(plan, open, seconds, rounds={"quick": 6, "standard": 6, "thorough": 20})
