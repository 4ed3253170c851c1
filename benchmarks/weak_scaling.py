"""The work of the weak-scaling family: a share for each worker, and the loop over one share."""

from collections.abc import Sequence
from typing import Any

from benchmarks.parts import WholeRun, Work
from strategies import Run


def grown(share: Work, workers: int) -> Work:
    """As many shares as workers: the same items over again, with their expected results."""
    return share._replace(
        items=list(share.items) * workers, expected=list(share.expected) * workers
    )


class OneShare(WholeRun):
    """The reference: one share is run, and its results stand for those of every worker.

    So a round compares all of its parts with the same expected results, and a wrong item of the
    share is as wrong as in the case.
    """

    def __init__(self, run: Run, share: Work, workers: int) -> None:
        super().__init__(run, share, 1)
        self._workers = workers

    def collect(self) -> Sequence[Any]:
        """The results of the share, once for each worker."""
        return list(super().collect()) * self._workers
