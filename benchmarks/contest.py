"""The best case so far of each piece of work: what the next ones are compared with.

As in the report: with as many workers by the share of the ceiling, else by the speedup.
"""

from typing import NamedTuple

from benchmarks.intervals import Estimate
from benchmarks.record import Case


class Contender(NamedTuple):
    """What a case gave."""

    workers: int
    speedup: Estimate
    share: Estimate | None  # of the ceiling; None where there is none


class Contest:
    """Keeps the best; cases of other work, sizes or states do not meet."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, str, str], Contender] = {}

    def rival(self, case: Case) -> Contender | None:
        """The best so far of the work of ``case``; None before the first.

        None, too, where even the best is told to be slower than the plain loop: of such cases it
        does not matter which is the least slow.
        """
        best = self._best.get(_work(case))
        return best if best is not None and best.speedup.high >= 1 else None

    def enter(self, case: Case, contender: Contender) -> None:
        """Remember what ``case`` gave, if it is the best so far and has an interval."""
        best = self._best.get(_work(case))
        better = best is None or contender.speedup.value > best.speedup.value
        if contender.speedup.bounded and better:
            self._best[_work(case)] = contender


def _work(case: Case) -> tuple[str, str, str]:
    return case.workload, case.size, case.state
