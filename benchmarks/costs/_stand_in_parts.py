"""Parts of a round that a stand-in parent does, and the audit of its workers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from benchmarks.audit import WorkerNote
from benchmarks.costs import Probe
from benchmarks.record import Case
from benchmarks.stand_in.holdings import Holding, hold, release
from benchmarks.stand_in.keeper import KEEPER
from benchmarks.stand_in.process import StandIn
from benchmarks.stand_in.tasks import give, note_worker
from strategies import Strategy


class StandInBatch:
    """A `benchmarks.parts.Part`: the stand-in does the task on each item, one after the other.

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


def open_afresh(
    open_probe: Callable[..., AbstractContextManager[Probe]],
    case: Case,
    strategies: Mapping[str, Strategy],
) -> AbstractContextManager[Probe]:
    """Open a case's probe with a new stand-in: what one costs depends on where it came to lie.

    Its workers are started by the same code as those that were audited, and not audited again.
    """
    KEEPER.close()
    return open_probe(case, strategies, audited=False)
