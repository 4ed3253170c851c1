"""Files of one run: copies, or what was saved before and after the run was continued."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class _HasCases(Protocol):
    @property
    def cases(self) -> Sequence[object]: ...


Run = TypeVar("Run", bound=_HasCases)


def fuller(first: Run, other: Run) -> Run:
    """The one of more cases: a run that was broken off was saved, and saved again when continued.

    Of equals, ``first``.
    """
    return other if len(other.cases) > len(first.cases) else first
