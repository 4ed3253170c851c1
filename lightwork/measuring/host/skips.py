"""What is not run, and why: known when the run is planned, or found out when a case is opened."""

from typing import NamedTuple

from lightwork.core.record import Case

#: How the reason of a skip begins that is a failure.
FAILED_PREFIX = "failed: "


class Skip(NamedTuple):
    """What is not run, and the reason as a sentence."""

    what: str
    reason: str


def what_case(family: str, case: Case) -> str:
    """What a case is called where it is not run."""
    return f"{family} {case.id}"


class Unavailable(Exception):
    """A case that cannot be measured here, found out when it was opened; the text says why."""
