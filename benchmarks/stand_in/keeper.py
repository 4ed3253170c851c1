"""Keeps one stand-in for consecutive cases: to start and fill it takes longer than a round."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.endings.kept import kept_open
from benchmarks.stand_in.process import StandIn


class StandInKeeper:
    """At most one stand-in lives at a time: its memory is memory that others do not have."""

    def __init__(self) -> None:
        self._stand_in: StandIn | None = None

    @contextmanager
    def borrow(self, weight: str) -> Iterator[StandIn]:
        """Give a stand-in of this weight; after an error in the block it is ended by force."""
        stand_in = self._get(weight)
        try:
            yield stand_in
        except BaseException:
            self._stand_in = None
            stand_in.close(patience=0)
            raise

    def close(self) -> None:
        """End the stand-in, if there is one."""
        stand_in, self._stand_in = self._stand_in, None
        if stand_in is not None:
            stand_in.close()

    def _get(self, weight: str) -> StandIn:
        stand_in = self._stand_in
        if stand_in is None or stand_in.weight != weight or not stand_in.alive():
            self.close()
            with kept_open(starts_others=True):
                stand_in = self._stand_in = StandIn(weight)
        return stand_in


#: The one of this run; closed when the next family begins, and at the end of the run.
KEEPER = StandInKeeper()
