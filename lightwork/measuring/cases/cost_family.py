"""What a cost family is: how it plans its cases, and what a case made ready consists of.

To add one, add a file to ``lightwork/measuring/costs`` that defines ``FAMILY``, one
``benchmarks/test_<family>.py`` and its name in `lightwork.core.record.FAMILIES`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.round_parts import RoundPart
from lightwork.measuring.cases.rounds import observe_nothing
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.strategy import Strategy

#: The kind of a case whose operations are no work of their own.
COST = "cost"


class Scope(NamedTuple):
    """What a family plans for. None: the user named nothing, the family decides."""

    effort: str  # quick, standard or thorough
    cores: Cores
    strategies: Mapping[str, Strategy]  # the catalog
    start_methods: tuple[str, ...] | None = None
    workers: tuple[int, ...] | None = None

    def most_workers(self) -> int:
        """The most that were named; else one per usable core."""
        return max(self.workers or (self.cores.usable,))

    def methods_of(self, strategy: Strategy) -> tuple[str, ...]:
        """The start methods of a strategy that were named; else all, its default first."""
        if self.start_methods is None or strategy.worker != "process":
            return strategy.start_methods
        return tuple(method for method in self.start_methods if method in strategy.start_methods)


class Probe(NamedTuple):
    """A case made ready: what is timed, what it is paired with, what must come out.

    ``parts`` maps the letters of `lightwork.core.record` to the case, the same operations without
    the mechanism (reference) and, where there is one, the limit. Each ``collect`` is compared with
    ``expected``. ``operations`` is how many operations one ``go`` does: a cost is (case -
    reference) / operations. ``audit`` has the workers note what they are; it is called once, before
    any round. ``worker`` is what they should be (`strategies.WORKER_SORTS`).
    ``observe`` gives what the latest go of the case showed beside its seconds, by the names of
    `lightwork.core.record.OBSERVED`.
    """

    parts: Mapping[str, RoundPart]
    expected: Sequence[Any]
    operations: int
    worker: str
    audit: Callable[[], Sequence[WorkerNote]]
    kind: str = COST
    observe: Callable[[], Mapping[str, float]] = observe_nothing
    inner_threads: int = 1  # that BLAS has in each worker


class CostFamily(NamedTuple):
    """One family of costs.

    ``plan(scope)`` gives the cases in the order in which they run, and what is left out.
    ``open(case, strategies)`` is a context manager that gives the `Probe` of a case; after it is
    closed nothing of it is left. Where the first opening finds out how many ``operations`` a round
    has, ``counts`` is true, and the others are told by that name. It raises
    `lightwork.measuring.host.skips.Unavailable` where the case cannot be measured here.
    ``seconds(case)`` is about how long one round with its twins takes, and one opening: for the
    forecast only. ``rounds`` is how many rounds a case has in an effort, at least 6: fewer give
    no interval. ``imports(case)`` are modules beyond the standard library that the case loads.
    After ``rounds_per_opening(case)`` rounds the probe is opened again in another process, so that
    an interval covers several openings.
    """

    plan: Callable[[Scope], Iterable[Case | Skip]]
    open: Callable[..., AbstractContextManager[Probe]]
    seconds: Callable[[Case], tuple[float, float]]
    rounds: Mapping[str, int]
    imports: Callable[[Case], tuple[str, ...]] = lambda _case: ()
    rounds_per_opening: Callable[[Case], int] = lambda _case: 2
    counts: bool = False
