"""Family waiting: how many waits at once, and what each costs in threads and as a coroutine.

As many waits of 20 ms as workers, all at once, started and ended in the call: what holds thousands
of connections open. The reference is one such wait, which is as long as all of them together where
a mechanism costs nothing. So a cost is (case - one wait) / waits.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.cases.round_parts import RoundWork, WholeRun
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.costs._kernels import async_nap, nap
from lightwork.measuring.costs._repeats import Batch
from lightwork.measuring.host.skips import Skip
from lightwork.strategy import Strategy

WAIT, WAIT_SIZE = "wait", "20ms"
_SECONDS = 0.02
#: All are cold: a thread that is there already must still be one for each wait.
WAITING_MECHANISMS = ("threads", "thread_pool", "asyncio")
#: How many at once. Cores have no part in it.
WAITS_AT_ONCE = {
    "quick": (8, 256),
    "standard": (1, 8, 64, 512),
    "thorough": (1, 4, 16, 64, 256, 1024),
}
ROUNDS = {"quick": 6, "standard": 6, "thorough": 10}
#: Seconds of one more wait at once, as seen on a 2-core virtual machine; only for the forecast.
_EACH = {"threads": 1e-4, "thread_pool": 1.5e-4, "asyncio": 2e-5}


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every mechanism by how many wait at once."""
    for name in WAITING_MECHANISMS:
        if name in scope.strategies:
            for workers in scope.workers or WAITS_AT_ONCE[scope.effort]:
                yield Case(WAIT, WAIT_SIZE, name, "none", workers, 1, "cold")


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """A round starts as many waits as the case has workers, and awaits them all."""
    strategy = strategies[case.strategy]
    naps = [_SECONDS] * case.workers
    own = RoundWork(nap, naps, naps, async_nap).for_workers(strategy.worker)
    one = Batch(lambda: [nap(_SECONDS)] * case.workers)
    with open_strategy_run(case, strategy) as run:
        yield Probe(
            parts={REFERENCE: one, CASE: WholeRun(run, own, 1)},
            expected=naps,
            operations=case.workers,
            worker=strategy.worker,
            audit=lambda: audited(run, own, 1),
        )


def seconds(case: Case) -> tuple[float, float]:
    """One wait, and as many as there are; for the forecast."""
    return 2 * _SECONDS + _EACH[case.strategy] * case.workers, 0.0


def imports(case: Case) -> tuple[str, ...]:
    """What coroutines load into this process, others must be timed without."""
    return ("asyncio",) if case.strategy == "asyncio" else ()


FAMILY = CostFamily(plan, open, seconds, ROUNDS, imports=imports)
