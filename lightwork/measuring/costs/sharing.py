"""Family sharing: what it costs that several workers know the same number, and whether it is right.

The workload is a rung of the ladder from nothing shared over a read-only global, a counter with
and without a lock, to a Manager; the case's size says how many updates each worker makes. Workers
are there before, and wait; a round lets them all go and ends when the last is done. With one
worker nobody is in the way (uncontended), with two or more everybody is at once (contended). The
reference is one loop that increments a local variable as often as all of them together.

Two rungs are of a file instead: one worker appends records while the others read them.

A rung that must lose nothing ends with a wrong answer if it does. What the others lose is counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.cost_family import CostFamily, Probe, Scope
from lightwork.measuring.costs._repeats import Batch
from lightwork.measuring.costs._sharing.ladder import (
    FILE_RUNGS,
    LOCKING,
    MANAGED_RUNGS,
    UPDATES,
    open_rung,
    size_of,
    updates_of,
)
from lightwork.measuring.costs._sharing.released_groups import open_worker_group
from lightwork.measuring.costs._sharing.rungs import Rung
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.efforts import default_worker_counts
from lightwork.strategies import NO_START_METHOD
from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategy import Strategy

#: The steps of the ladder that tell the story in the least time.
QUICK = {
    "process": ("nothing", "plain_global", "value_lock", "value_unlocked", "sharded",
                "manager_dict", "file_locked", "file_unlocked"),
    "threads": ("value_lock", "value_unlocked"),
}  # fmt: skip

#: More workers at one number all wait for it, and take minutes to show that; ``thorough`` has them.
MOST_CONTENDERS = 8


def plan(scope: Scope) -> Iterator[Case | Skip]:
    """Every rung for processes and threads, contended; those that lock uncontended too."""
    for strategy, rungs in UPDATES.items():
        methods = (scope.start_methods or START_METHODS[:1]) if strategy == "process" else ()
        for rung in rungs:
            if scope.effort == "quick" and rung not in QUICK[strategy]:
                continue
            for workers in _worker_counts(scope, rung):
                if rung in FILE_RUNGS and workers < 2:
                    yield Skip(rung, "needs two workers or more, one to write and one to read.")
                    continue
                for method in methods or (NO_START_METHOD,):
                    size = size_of(strategy, rung)
                    yield Case(rung, size, strategy, method, workers, 1, "warm")


def _worker_counts(scope: Scope, rung: str) -> Sequence[int]:
    """Contended; and in how many other ways, by effort. A file needs one to write, one to read."""
    if scope.workers:
        return scope.workers
    counts = {min(MOST_CONTENDERS, max(2, scope.cores.usable))}
    if scope.effort == "thorough":
        counts |= {1, *default_worker_counts(scope.cores, "cpu")}
    elif scope.effort == "standard" and rung in LOCKING:
        counts.add(1)
    return sorted(counts - {1} if rung in FILE_RUNGS else counts)


class SharedWork(Batch):
    """All workers do their shares of a rung.

    ``observed`` is what the latest round showed beside its seconds.
    """

    def __init__(self, rung: Rung, go: Callable[[], list[Any]]) -> None:
        super().__init__(go)
        self._rung = rung
        self.observed: Mapping[str, float] = {}

    def load(self) -> None:
        """Set what is shared to its start."""
        super().load()
        self._rung.reset()

    def collect(self) -> Sequence[Any]:
        """The results, by what is shared now."""
        results, self.observed = self._rung.outcome(self._results)
        return results


@contextmanager
def open(case: Case, strategies: Mapping[str, Strategy]) -> Iterator[Probe]:
    """Make what is shared, start the workers, and let them wait."""
    kind = strategies[case.strategy].worker
    with (
        open_rung(case) as rung,
        open_worker_group(kind, case.workers, case.start_method, rung.work) as group,
    ):
        expected = rung.expected(case.workers)
        operations = updates_of(case)
        shared = SharedWork(rung, group.go)
        loop = Batch(lambda: _increments(operations, expected))
        yield Probe(
            {REFERENCE: loop, CASE: shared},
            expected,
            operations,
            kind,
            lambda: group.notes,
            observe=lambda: shared.observed,
        )


def _increments(count: int, expected: Sequence[Any]) -> Sequence[Any]:
    """Increment a local variable so often, and give what a right round gives."""
    total = 0
    for _ in range(count):
        total += 1
    return expected if total == count else [total]


def seconds(case: Case) -> tuple[float, float]:
    """As seen on a 2-core virtual machine; sizes are such that all rungs take about as long."""
    reference = 3e-8 * updates_of(case)
    return reference + 0.012 * case.workers, 0.15 if case.workload in MANAGED_RUNGS else 0.05


FAMILY = CostFamily(plan, open, seconds, rounds={"quick": 6, "standard": 6, "thorough": 20})
