"""Whether the figures of a saved file are those that were saved.

Files of one run: copies, or what was saved before and after the run was continued.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from lightwork.core.checksums import FIGURES_KEY, figures_sum
from lightwork.reporting.read.errors import quoted
from lightwork.reporting.read.schema import MEASURE_AGAIN, SavedPart


class _HasCases(Protocol):
    @property
    def cases(self) -> Sequence[object]: ...


Run = TypeVar("Run", bound=_HasCases)


def prefer_finished_run(first: Run, other: Run) -> Run:
    """The one of more cases: a run that was broken off was saved, and saved again when continued.

    Of equals, ``first``.
    """
    return other if len(other.cases) > len(first.cases) else first


#: What `figures_sum` raises for values that were never written so.
_ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def has_sum(ours: SavedPart) -> bool:
    """Whether the file has a checksum of its figures; older ones have none."""
    return ours.has(FIGURES_KEY)


def check_figures(whole: SavedPart, ours: SavedPart) -> None:
    """Refuse a file whose figures differ from its checksum of them. Raises `Unreadable`."""
    if not has_sum(ours):
        return
    told = ours.text(FIGURES_KEY)
    try:
        own = figures_sum(whole.values["benchmarks"])
    except _ODD:
        own = "none"
    if own != told:
        got = f"figures with the checksum {own[:8]}…"
        expected = f"{quoted(told[:8])}… as {ours.where}.{FIGURES_KEY} says"
        whole.refuse("benchmarks", got, expected, MEASURE_AGAIN)
