"""Work that is a share again and again, one for each worker; and the loop over one share."""

from collections.abc import Sequence
from typing import Any

from benchmarks.parts import WholeRun, Work
from strategies import Run


def grown(share: Work, workers: int) -> Work:
    """As many shares as workers: the same items over again, with their expected results."""
    return share._replace(
        items=list(share.items) * workers, expected=list(share.expected) * workers
    )


def first_share(work: Work, items: int) -> Work:
    """The first so many items of work that is these again and again."""
    return work._replace(items=work.items[:items], expected=work.expected[:items])


class OneShare(WholeRun):
    """The reference: one share is run, and its results stand for those of every other.

    So a round compares all of its parts with the same expected results, and a wrong item of the
    share is as wrong as in the case.
    """

    def __init__(self, run: Run, share: Work, shares: int) -> None:
        super().__init__(run, share, 1)
        self._shares = shares

    def collect(self) -> Sequence[Any]:
        """The results of the share, as often as it is there."""
        return list(super().collect()) * self._shares
