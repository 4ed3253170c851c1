"""Cases that ended without a number: a worker died, an answer was wrong, a limit was passed.

What is a failure and its cause in one line. A strategy tells of a dead worker by `WorkerDied` (its
words: ``strategies/parts/worker_deaths.py``); `supervisor` catches it, notes it and cleans up.
"""

from typing import Any, NamedTuple

from lightwork.core.record import Case
from lightwork.measuring.host.skips import Skip, Unavailable, what_case
from lightwork.measuring.watchdog.timeout import CaseOverran

#: What is left of a cause, in characters.
MOST_CAUSE = 400
#: How the reason of a skip begins that is a failure.
FAILED_PREFIX = "failed: "


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


def decisive(error: BaseException, overran: bool) -> BaseException:
    """What ended a case: a Ctrl-C, or its limit, where tidying up after that failed as well.

    ``overran``: whether this case was over its limit. An error object that is raised again carries
    what was handled when it was raised before, which may have been the limit of another case.
    """
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        if isinstance(one, KeyboardInterrupt) or (overran and isinstance(one, CaseOverran)):
            return one
        seen.add(id(one))
        one = one.__cause__ if one.__cause__ is not None else one.__context__
    return error


def is_failure(error: BaseException) -> bool:
    """Whether it is the case's fault: not a Ctrl-C, nor what can't be measured here anyway."""
    if isinstance(error, CaseOverran):
        return True
    return isinstance(error, Exception) and not isinstance(error, Unavailable)


def cause_of(error: BaseException) -> str:
    """Why a case failed, in one line."""
    first = str(error).strip().partition("\n")[0][:MOST_CAUSE]
    if isinstance(error, MemoryError) and not first:
        first = "out of memory; use fewer workers or a smaller size"
    return first if isinstance(error, CaseOverran) else f"{type(error).__name__}: {first}"
