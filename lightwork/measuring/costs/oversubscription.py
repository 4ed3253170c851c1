"""Family oversubscription: workers that each have BLAS threads of their own.

The matrix products of the workload ``matmul`` by a warm ``pool`` of N workers whose BLAS may use M
threads, set by threadpoolctl in the workers. With N x M beyond the cores they fight for them;
that is what happens unasked where a pool of a worker per core meets a BLAS of a thread per core.
The size of a case says M; the reference is the loop in this process, with one BLAS thread.

Workers import this for their task: nothing heavy.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import product
from typing import Any

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.cases.round_parts import WholeRun, work_of
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.strategies import serial
from lightwork.strategy import Strategy
from workloads import matmul

OUTER_STRATEGY = "pool"
#: Items of a round: those of the workload's size. A product takes 0.3 ms; where threads fight for
#: cores, so many times as long was seen on a busy host with two cores.
WORK_SIZE, CROWDED_TIMES = "small", 5
#: Up to so many threads in all per core; the default of both libraries is there beyond it.
MOST_PER_CORE = {"quick": 2, "standard": 4, "thorough": 4}
#: On more cores than this the counts grow by 4 and not by 2.
MOST_FINE_CORES = 8
ROUNDS = {"quick": 6, "standard": 6, "thorough": 12}
#: OpenBLAS's threads spin when they have nothing to do: 2**26 ticks of the processor's counter
#: (its THREAD_TIMEOUT), some 30 ms, in which they would take cores from the next part of a round.
SETTLING_SECONDS = 0.05

_blas_threads = 0  # as set in this process; 0: as the environment said


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Workers by inner threads, and the default of both: a worker and a thread per core."""
    strategy = scope.strategies.get(OUTER_STRATEGY)
    if strategy is None or strategy.requires:
        return
    if find_spec("numpy") is None:
        yield Skip("oversubscription", "numpy is not installed for this interpreter.")
        return
    method = next(iter(scope.methods_of(strategy)), None)
    if method is None:
        starts = ", ".join(strategy.start_methods)
        yield Skip("oversubscription", f"pool starts its workers by {starts} only.")
        return
    for workers, threads in cells(scope):
        chunksize = default_chunksize(matmul.SIZES[WORK_SIZE].items, workers)
        size = f"{threads}_inner_threads"
        yield Case("matmul", size, OUTER_STRATEGY, method, workers, chunksize, "warm")


def cells(scope: Scope) -> list[tuple[int, int]]:
    """Which (workers, inner threads) are measured, ascending."""
    cores = scope.cores.usable
    counts = _counts(max(2, cores))
    most = MOST_PER_CORE[scope.effort] * cores
    workers = scope.workers or (*counts, 2 * cores)
    found = {cell for cell in product(workers, counts) if cell[0] * cell[1] <= most}
    if not scope.workers:
        found.add((cores, cores))
    return sorted(found)


def _counts(cores: int) -> tuple[int, ...]:
    step = 2 if cores <= MOST_FINE_CORES else 4
    return (*(step**power for power in range(cores) if step**power < cores), cores)


def inner_threads(case: Case) -> int:
    """The BLAS threads that each worker of a case has."""
    return int(case.size.partition("_")[0])


class WithInnerThreads:
    """A task that lets BLAS use ``threads`` threads in its process, whatever the environment says.

    Set once per process, with its first task: an untimed one, as the workers are kept.
    """

    def __init__(self, task: Callable[[Any], Any], threads: int) -> None:
        self.task = task
        self.threads = threads

    def __call__(self, item: Any) -> Any:
        global _blas_threads
        if _blas_threads != self.threads:
            import numpy  # noqa: F401 - threadpoolctl sees the libraries that are loaded
            import threadpoolctl

            threadpoolctl.threadpool_limits(self.threads, user_api="blas")
            _blas_threads = self.threads
        return self.task(item)


class SettledRun(WholeRun):
    """A run after which the threads of the workers' BLAS are given time to fall asleep."""

    def collect(self) -> Sequence[Any]:
        """The results, when it is quiet."""
        time.sleep(SETTLING_SECONDS)
        return super().collect()


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Start the workers and set their BLAS threads; a round multiplies all matrices once."""
    strategy, threads = strategies[case.strategy], inner_threads(case)
    alone = work_of(matmul.WORKLOAD, WORK_SIZE)
    work = alone._replace(task=WithInnerThreads(alone.task, threads))
    settled = SettledRun if threads > 1 else WholeRun
    with open_strategy_run(case, strategy) as run, serial.open(1, case.start_method) as loop:
        yield Probe(
            parts={REFERENCE: WholeRun(loop, alone, 1), CASE: settled(run, work, case.chunksize)},
            expected=work.expected,
            operations=len(work.items),
            worker=strategy.worker,
            audit=lambda: _as_asked(threads, audited(run, work, case.chunksize)),
            kind=matmul.WORKLOAD.kind,
            inner_threads=threads,
        )


def _as_asked(wanted: int, notes: list[WorkerNote]) -> list[WorkerNote]:
    """The notes, if BLAS has as many threads as asked for. Raises `Unavailable`."""
    for note in notes:
        if note.blas_threads != wanted:
            got = "no threads that can be set" if note.blas_threads is None else note.blas_threads
            raise Unavailable(f"BLAS has {got} in a worker, asked for {wanted}.")
    return notes


def seconds(case: Case) -> tuple[float, float]:
    """Loop and case, slower where BLAS has threads; for the forecast."""
    work = matmul.SIZES[WORK_SIZE].seconds
    own = work * (CROWDED_TIMES if inner_threads(case) > 1 else 1)
    return work + own + SETTLING_SECONDS, 0.05


#: The reference multiplies in this process.
FAMILY = CostFamily(plan, open, seconds, ROUNDS, imports=lambda _: matmul.WORKLOAD.imports)
