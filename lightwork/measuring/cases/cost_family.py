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
from lightwork.measuring.cases.rounds import Round, do_nothing, observe_nothing
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
    reference) / operations. ``notes`` are those of the workers that took part, ``worker`` what they
    are (`strategies.WORKER_SORTS`), ``parent`` the process that started them (None: this one).
    ``observe`` gives what the latest go of the case showed beside its seconds, by the names of
    `lightwork.core.record.OBSERVED`.
    """

    parts: Mapping[str, RoundPart]
    expected: Sequence[Any]
    operations: int
    worker: str
    notes: Sequence[WorkerNote]
    kind: str = COST
    parent: int | None = None
    observe: Callable[[], Mapping[str, float]] = observe_nothing
    inner_threads: int = 1  # that BLAS has in each worker


def learn_nothing(_case: Case, _rounds: Sequence[Round], _seconds: Sequence[float]) -> None:
    """What a case gave does not change what follows: the default of `CostFamily.finished`."""


class CostFamily(NamedTuple):
    """One family of costs.

    ``plan(scope)`` gives the cases in the order in which they run, and what is left out.
    ``open(case, strategies)`` is a context manager that gives the `Probe` of a case; after it is
    closed nothing of it is left. Where the first opening finds out how many ``operations`` a round
    has, ``counts`` is true, and the others are told by that name. It raises
    `lightwork.measuring.host.skips.Unavailable` where the case cannot be measured here.
    ``seconds(case)`` is about how long one round with its twins takes, and what opening takes: for
    the forecast only. ``rounds`` is how many rounds a case has in an effort, at least 6: fewer give
    no interval. ``imports(case)`` are modules beyond the standard library that the case loads.
    ``finished(case, rounds, seconds)`` is told what a case gave, ``why_not(case)`` says why one
    need not be measured after that, and ``close`` forgets it. After ``rounds_per_opening(case)``
    rounds the probe is opened again in another process, so that an interval covers several
    openings: ``open`` keeps nothing from one to the next.
    """

    plan: Callable[[Scope], Iterable[Case | Skip]]
    open: Callable[..., AbstractContextManager[Probe]]
    seconds: Callable[[Case], tuple[float, float]]
    rounds: Mapping[str, int]
    imports: Callable[[Case], tuple[str, ...]] = lambda _case: ()
    finished: Callable[[Case, Sequence[Round], Sequence[float]], None] = learn_nothing
    why_not: Callable[[Case], str | None] = lambda _case: None
    close: Callable[[], None] = do_nothing
    rounds_per_opening: Callable[[Case], int] = lambda _case: 2
    counts: bool = False
