"""When a case has rounds enough: what `benchmarks.rounds.Rounds` asks, and the plain answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # it imports this module
    from benchmarks.rounds import Round


class CaseEnd(Protocol):
    """What decides when a case ends; see `benchmarks.extra_rounds`."""

    @property
    def most_more(self) -> int:
        """At most so many rounds are ever added."""

    def is_over(self, rounds: int) -> bool:
        """Whether to end with so many rounds, though wanted ones are missing."""

    def more(self, done: "Sequence[Round]", case_seconds: Sequence[float]) -> int:
        """How many rounds to add; asked, outside of the clock, when all wanted ones are in."""


class _AsPlanned:
    most_more = 0

    def is_over(self, _rounds: int) -> bool:
        return False

    def more(self, _done: "Sequence[Round]", _case_seconds: Sequence[float]) -> int:
        return 0


#: A case ends with its planned rounds, not before and not after.
AS_PLANNED: CaseEnd = _AsPlanned()
