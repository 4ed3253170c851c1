"""Whether the figures of a saved file are those that were saved; which of a run's files counts."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from lightwork.core.checksums import FIGURES_KEY, figures_sum
from lightwork.reporting.read.errors import quoted
from lightwork.reporting.read.schema import SavedPart

#: What `figures_sum` raises for values that were never written so.
_ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


class _HasCases(Protocol):
    @property
    def cases(self) -> Sequence[object]: ...


Run = TypeVar("Run", bound=_HasCases)


def prefer_finished_run(first: Run, other: Run) -> Run:
    """The one of more cases: a run that was broken off was saved, and saved again when continued.

    Of equals, ``first``.
    """
    return other if len(other.cases) > len(first.cases) else first


def check_figures(whole: SavedPart, ours: SavedPart) -> bool:
    """Whether the file has a checksum of its figures; older ones have none.

    Raises `Unreadable` where the figures differ from it.
    """
    if not ours.has(FIGURES_KEY):
        return False
    saved = ours.text(FIGURES_KEY)
    try:
        own = figures_sum(whole.values["benchmarks"])
    except _ODD:
        own = "none"
    if own != saved:
        got = f"figures with the checksum {own[:8]}…"
        expected = f"{quoted(saved[:8])}… as {ours.where}.{FIGURES_KEY} says"
        whole.refuse("benchmarks", got, expected)
    return True
