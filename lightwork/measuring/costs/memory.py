"""Family memory: how much of the host's memory a worker takes.

Workloads: in ``idle`` each worker has begun and done one trivial task; in ``reads`` each has read
all that the parent holds, once. Size is what the parent holds: nothing (``bare``), 256 MB of
Python objects (``objects``) or of numpy data (``array``). A forked worker shares the parent's
pages until one of the two writes to them, and to look at a Python object is to write to its
reference count; data of numpy is only read. Workers that are not forked inherit nothing.

The figures are read while the workers hold still, outside of the clock. What is timed is starting
them (and their read); the reference is the same task or read, done by the parent itself. The parent
is the process that the case is opened in: a fork of a launcher which has loaded the modules that
measure here. One operation is one worker.
"""

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import product
from typing import Any

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.costs._repeats import Batch
from lightwork.measuring.costs._startup.mechanisms import Opening, audit, open_and_close, opened
from lightwork.measuring.costs._startup.ways import Ways, worker_counts
from lightwork.measuring.costs._startup.worker_tasks import ANSWER, least_answer
from lightwork.measuring.host.memory import Memory, memory_of, require_free, tree_memory
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.measuring.plan.parent_weights import (
    ARRAY_WEIGHT,
    BARE,
    HELD_BYTES,
    OBJECTS,
    make_heavy,
    read,
    sum_of,
)
from lightwork.strategies.parts.worker_deaths import await_dead, died
from lightwork.strategy import Strategy

IDLE_WORKERS, READS = "idle", "reads"
WEIGHED_MECHANISMS = ("threads", "process", "pool", "process_pool", "manager", "interpreters")
#: Those whose workers can be told to read: a Manager's server is not asked for the parent's data.
READERS = ("threads", "process", "pool", "process_pool")
WITHOUT_WORKERS = "manager"
#: More workers that each copy all of the parent's objects show nothing more; nor do more idle ones.
MOST_READERS, MOST_IDLE = 4, 8
#: What stays free beside the data, bytes.
SPARE_BYTES = 2**28
ROUNDS = {"quick": 6, "standard": 6, "thorough": 10}
#: Seconds to start, look at and end a worker, as seen on a 2-core virtual machine.
_START_SECONDS = {"none": 0.005, "fork": 0.015, "forkserver": 0.03, "spawn": 0.065}
NOT_INHERITED = Skip(
    "reads by workers of forkserver and spawn",
    "they do not inherit what the parent holds, only forked ones do.",
)


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every mechanism from a bare parent, then what parents that hold data share."""
    ways = Ways(scope, WEIGHED_MECHANISMS)
    yield from ways.skips()
    quick = scope.effort == "quick"
    for name in ways.names:
        for method in ways.methods(name, all_of_them=not quick):
            workers = 1 if name == WITHOUT_WORKERS else max(worker_counts(scope))
            if not scope.workers:
                workers = min(workers, MOST_IDLE)
            yield Case(IDLE_WORKERS, BARE, name, method, workers, 1, "cold")
    if quick:
        yield Skip("memory with a parent that holds data", "--effort quick has a bare one only.")
        return
    yield NOT_INHERITED
    for weight in (OBJECTS, ARRAY_WEIGHT):
        yield from _holding(scope, ways, weight)


def _holding(scope: Scope, ways: Ways, weight: str) -> Iterator[Case]:
    """A parent that holds data: what is shared while idle, and what after it was read."""
    thorough = scope.effort == "thorough"
    readers = READERS if thorough else ("threads", "process")
    counts = (1, min(MOST_READERS, scope.cores.usable)) if thorough else (1,)
    for name in (reader for reader in readers if reader in ways.names):
        is_read = thorough or (name, weight) != ("threads", ARRAY_WEIGHT)
        for method, workers in product(ways.methods(name), dict.fromkeys(scope.workers or counts)):
            if method == "fork" and (thorough or name == "process"):
                yield Case(IDLE_WORKERS, weight, name, method, workers, 1, "cold")
            if method in ("fork", "none") and is_read:
                yield Case(READS, weight, name, method, workers, 1, "cold")


class HeldWorkers(Batch):
    """Workers each do a task once, and their memory is read while they hold still."""

    def __init__(self, opening: Opening, stack: ExitStack) -> None:
        """``stack`` ends the workers where the round does not come to it."""
        super().__init__(lambda: stack.enter_context(opened(opening)))
        self._opening = opening
        self._stack = stack
        self.figures: dict[str, float] = {}

    def load(self) -> None:
        """Read the memory of the parent without workers."""
        super().load()
        self._parent_before, self._tree_before = memory_of(os.getpid()), tree_memory(os.getpid())

    def collect(self) -> Sequence[Any]:
        """Read the memory of the workers, end them, and give what the task gave in each."""
        children = multiprocessing.active_children()
        try:
            workers = [memory_of(child.pid) for child in children if child.pid is not None]
            parent, tree = memory_of(os.getpid()), tree_memory(os.getpid())
        except Unavailable:
            dead = await_dead(children, seconds=1.0)  # who has died has no memory to read
            if dead is not None:
                raise died(self._opening.strategy, dead) from None
            raise
        self._stack.close()
        workers = workers or [_grown(self._parent_before, parent)]
        self.figures = per_worker(workers, self._opening.workers)
        self.figures["grown_bytes"] = (tree - self._tree_before) / self._opening.workers
        return super().collect()


def _grown(before: Memory, after: Memory) -> Memory:
    """What threads and interpreters take: what their process has more with them than without."""
    if after.pss is None or before.pss is None:
        return Memory(after.uss - before.uss, None)
    return Memory(after.uss - before.uss, after.pss - before.pss)


def per_worker(figures: Sequence[Memory], workers: int) -> dict[str, float]:
    """Means over the workers, by the names of `lightwork.core.record.OBSERVED`; no PSS, no name."""
    means = {"worker_uss_bytes": sum(one.uss for one in figures) / workers}
    proportional = [one.pss for one in figures if one.pss is not None]
    if len(proportional) == len(figures):
        means["worker_pss_bytes"] = sum(proportional) / workers
    return means


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Make this process as heavy as the case says; a round starts workers and looks at them."""
    reads = case.workload == READS
    if case.size != BARE:
        require_free((1 + (case.workers if reads else 0)) * HELD_BYTES + SPARE_BYTES)
    memory_of(os.getpid())  # before all else: can it be read here?
    make_heavy(case.size, HELD_BYTES)
    value, task = (sum_of(case.size, HELD_BYTES), read) if reads else (ANSWER, least_answer)
    opening = Opening(case.strategy, case.start_method, case.workers, task, held=True)
    with ExitStack() as stack:
        held = HeldWorkers(opening, stack)
        yield Probe(
            {REFERENCE: Batch(partial(open_and_close, opening.without_mechanism())), CASE: held},
            [value] * case.workers,
            case.workers,
            strategies[case.strategy].worker,
            partial(audit, case),
            observe=lambda: held.figures,
        )


def _rounds_per_opening(case: Case) -> int:
    """A heavy parent takes longer to make than all rounds of a case."""
    return 3 if case.size == BARE else max(ROUNDS.values())


def seconds(case: Case) -> tuple[float, float]:
    """Of a round, and of opening with making the parent; only a forecast."""
    per_round = 0.01 + _START_SECONDS[case.start_method] * (1 + case.workers) / 2
    if case.size != BARE:
        per_round += 0.03
    if case.workload == READS:
        per_round += (0.25 if case.size == OBJECTS else 0.02) * case.workers
    return per_round, per_round + (0.02 if case.size == BARE else 0.3)


FAMILY = CostFamily(plan, open, seconds, ROUNDS, rounds_per_opening=_rounds_per_opening)
