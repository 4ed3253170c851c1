"""Which granularities, strategies and chunk sizes are measured, by effort."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from benchmarks.costs import Scope
from benchmarks.record import Case
from benchmarks.skips import Skip
from benchmarks.worker_counts import default_chunksize

SPIN, NAP = "spin", "nap"
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
#: with 64 workers a task of 100 ms each takes the plain loop 6 seconds.
MOST_TIMES_TOTAL = 5


class Series(NamedTuple):
    """One strategy on one kernel, task by task."""

    workload: str
    strategy: str
    state: str
    all_methods: bool  # every start method, else the default
    sizes: tuple[str, ...]


ALL = tuple(MICROSECONDS)
FINE = ("10ms", "3ms", "1ms", "300us", "100us", "30us", "10us")
FEW = ("10ms", "1ms", "300us", "100us")
SERIES = {
    "quick": (
        Series(SPIN, "pool", "warm", False, ("10ms", "1ms", "100us", "30us")),
        Series(SPIN, "thread_pool", "warm", False, ("10ms", "1ms")),
        Series(NAP, "thread_pool", "warm", False, ("10ms", "1ms", "100us")),
    ),
    "standard": (
        Series(SPIN, "pool", "warm", False, ("100ms", *FINE)),
        Series(SPIN, "process_pool", "warm", False, ("10ms", "3ms", "1ms", "300us", "100us")),
        Series(SPIN, "thread_pool", "warm", False, ("10ms", "1ms", "100us")),
        Series(SPIN, "pool", "cold", True, ("100ms", "10ms")),
        Series(NAP, "thread_pool", "warm", False, FEW),
        Series(NAP, "pool", "warm", False, FEW),
    ),
    "thorough": (
        *(
            Series(kernel, strategy, "warm", False, ALL)
            for kernel in (SPIN, NAP)
            for strategy in ("pool", "pool_async", "pool_imap", "process_pool", "thread_pool")
        ),
        *(Series(kernel, "pool", "cold", True, ALL) for kernel in (SPIN, NAP)),
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
    workers = max(scope.workers) if scope.workers else scope.cores.usable
    for one in SERIES[scope.effort]:
        for method in _methods(scope, one):
            make = partial(
                Case, one.workload, strategy=one.strategy, start_method=method, workers=workers,
                chunksize=1, state=one.state,
            )  # fmt: skip
            yield from (make(size=size) for size in _sizes(one.sizes, workers))
    pool = Series(SPIN, "pool", "warm", False, ())
    for method in _methods(scope, pool):
        for size in _sizes(tuple(CHUNKS[scope.effort]), workers):
            tasks = _tasks(size, workers)
            for chunksize in CHUNKS[scope.effort][size]:
                count = chunksize or default_chunksize(tasks, workers)
                yield Case(SPIN, size, "pool", method, workers, count, "warm")


def _methods(scope: Scope, one: Series) -> tuple[str, ...]:
    strategy = scope.strategies.get(one.strategy)
    if strategy is None or strategy.requires:
        return ()
    named = scope.start_methods
    if strategy.worker != "process" or named is None:
        return strategy.start_methods if one.all_methods else strategy.start_methods[:1]
    return tuple(method for method in named if method in strategy.start_methods)


def _sizes(sizes: tuple[str, ...], workers: int) -> Iterator[str]:
    for size in sizes:
        if _tasks(size, workers) * MICROSECONDS[size] <= MOST_TIMES_TOTAL * TOTAL_MICROSECONDS:
            yield size


def _tasks(size: str, workers: int) -> int:
    return max(1, round(TOTAL_MICROSECONDS / MICROSECONDS[size] / workers)) * workers


def tasks_of(case: Case) -> int:
    """How many tasks a round has: a multiple of the workers, about the same work in all."""
    return _tasks(case.size, case.workers)
