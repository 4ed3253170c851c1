"""Cases that ended without a number: a worker died, an answer was wrong, a limit was passed."""

from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.host.skips import FAILED_PREFIX, Skip, what_case

#: What is left of a cause, in characters.
MOST_CAUSE = 400


class Failed(NamedTuple):
    """A case that ended without a number after so many wall seconds."""

    family: str
    case: Case
    cause: str
    seconds: float

    def describe(self) -> dict[str, Any]:
        """What is saved of it."""
        return {**self._asdict(), "case": self.case.id}

    def as_skip(self) -> Skip:
        """The same, as something that was not measured."""
        return Skip(what_case(self.family, self.case), f"{FAILED_PREFIX}{self.cause}")


def cause_of(error: BaseException) -> str:
    """Why a case failed, in one line."""
    return str(error).strip().partition("\n")[0][:MOST_CAUSE]
