"""What `startup` and `memory` share: parts of a round that a stand-in parent does, the audit of its
workers, and the plan of mechanisms by start method.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.stand_in.held_workers import Holding, hold, release
from lightwork.measuring.stand_in.parent import StandIn
from lightwork.measuring.stand_in.tasks import give, note_worker
from lightwork.strategies import NO_START_METHOD

#: All that Python knows; a platform may lack some.
STAND_IN_START_METHODS = ("fork", "forkserver", "spawn")


class Ways:
    """The mechanisms of ``names`` that can be measured here, and how they start workers."""

    def __init__(self, scope: Scope, names: tuple[str, ...]) -> None:
        self._scope = scope
        self.names = tuple(
            name for name in names if name in scope.strategies and not self._lacks(name)
        )
        self._unfit = tuple(name for name in names if self._lacks(name))

    def methods(self, name: str, all_of_them: bool = True) -> tuple[str, ...]:
        """Start methods of a mechanism: those named, else all or only the default."""
        supported = self._scope.strategies[name].start_methods
        named = self._scope.start_methods
        if supported == (NO_START_METHOD,):
            return supported
        if named is not None:
            return tuple(method for method in named if method in supported)
        return supported if all_of_them else supported[:1]

    def skips(self) -> Iterator[Skip]:
        """What this platform or this Python does not have."""
        for name in self._unfit:
            if reason := self._scope.strategies[name].requires:
                yield Skip(name, reason)
        known = multiprocessing.get_all_start_methods()
        wanted = self._scope.start_methods or STAND_IN_START_METHODS
        lacking = [method for method in wanted if method not in known]
        if lacking:
            yield Skip(
                f"start method {', '.join(lacking)}",
                f"this platform starts processes by {', '.join(known)} only.",
            )

    def _lacks(self, name: str) -> bool:
        return name in self._scope.strategies and bool(self._scope.strategies[name].requires)


def worker_counts(scope: Scope) -> tuple[int, ...]:
    """Those named; else one, and except in quick one per usable core, and in thorough up to 4."""
    if scope.workers:
        return scope.workers
    usable = scope.cores.usable
    counts = {"quick": (1,), "standard": (1, usable)}.get(
        scope.effort, (1, usable, 2 * usable, 4 * usable)
    )
    return tuple(dict.fromkeys(counts))


class StandInBatch:
    """A `lightwork.measuring.cases.round_parts.RoundPart`: the stand-in does the task on each item,
    one after the other.

    What goes over the pipe is inside of the clock; it is so in the reference, too.
    """

    def __init__(
        self,
        stand_in: StandIn,
        task: Callable[[Any], Any],
        items: Sequence[Any],
        check: Callable[[], object] = tuple,
    ) -> None:
        """``check`` is called after each round, outside of the clock; it raises what is wrong."""
        self._stand_in = stand_in
        self._task = task
        self._items = items
        self._check = check

    def load(self) -> None:
        """Hand out the items."""
        self._stand_in.load(self._task, self._items)

    def go(self) -> None:
        """Do the task on all items."""
        self._stand_in.go()

    def collect(self) -> Sequence[Any]:
        """The results, in item order."""
        self._check()
        return self._stand_in.collect()


def nothing_instead(stand_in: StandIn, expected: Sequence[Any]) -> StandInBatch:
    """The reference: the same command and answer, the same results, and nothing done."""
    return StandInBatch(stand_in, give, expected)


def audit(stand_in: StandIn, case: Case) -> Sequence[WorkerNote]:
    """What the workers of a case are; this also starts the library's services, where it has any."""
    holding = Holding(case.strategy, case.start_method, case.workers, note_worker)
    notes: Sequence[WorkerNote] = stand_in.call(hold, holding)
    stand_in.call(release)
    return notes
