"""The parts of a round: the case and its twins, each cut into load, go (timed alone), collect."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from lightwork.strategies import COROUTINE
from lightwork.strategy import Runner, StagedRun
from lightwork.workload import Workload


class WrongAnswer(AssertionError):
    """A round gave other results than expected; nothing of its case is saved."""


class RoundWork(NamedTuple):
    """What every part of a round runs: a task, its items, and the right results."""

    task: Callable[[Any], Any]
    items: Sequence[Any]
    expected: Sequence[Any]
    twin: Callable[[Any], Any] | None = None  # the task's async twin, where it has one

    def for_workers(self, worker: str) -> "RoundWork":
        """What workers of a kind (`WORKER_SORTS`) run: coroutines the twin, others the task.

        The results to expect are the same.
        """
        return self._replace(task=self.twin) if worker == COROUTINE and self.twin else self


def work_of(workload: Workload, size: str) -> RoundWork:
    """The work of a workload at a size."""
    return RoundWork(workload.task, workload.items(size), workload.expected(size), workload.twin)


class RoundPart(Protocol):
    """One timing of a round."""

    def load(self) -> None:
        """Do what belongs outside of the clock before."""

    def go(self) -> None:
        """Do what is timed."""

    def collect(self) -> Sequence[Any]:
        """Give the results, outside of the clock."""


class WholeRun:
    """A strategy's run: handing out and fetching results are inside the clock."""

    def __init__(self, run: Runner, work: RoundWork, chunksize: int) -> None:
        self._run = run
        self._work = work
        self._chunksize = chunksize
        self._results: Sequence[Any] = ()

    def load(self) -> None:
        """Forget the last results, so that freeing them is not timed."""
        self._results = ()

    def go(self) -> None:
        """Run the task on all items."""
        self._results = self._run(self._work.task, self._work.items, self._chunksize)

    def collect(self) -> Sequence[Any]:
        """The results of the last run, in item order."""
        return self._results


class CeilingRun:
    """The ceiling: workers hold their items before and keep their results, so work is timed."""

    def __init__(self, ceiling: StagedRun, work: RoundWork, workers: int) -> None:
        self._ceiling = ceiling
        self._work = work
        self._workers = workers

    def load(self) -> None:
        """Hand out the items."""
        self._ceiling.load(self._work.task, self._work.items, 1, workers=self._workers)

    def go(self) -> None:
        """Let the workers compute; return when the last one has finished."""
        self._ceiling.go()

    def collect(self) -> Sequence[Any]:
        """Fetch the results, in item order."""
        return self._ceiling.collect()


def verify(results: Sequence[Any], expected: Sequence[Any]) -> None:
    """Compare results with the expected ones, item by item. Raises `WrongAnswer`."""
    if len(results) != len(expected):
        raise WrongAnswer(
            f"got {len(results)} results for {len(expected)} items: items were lost or run twice. "
            "Nothing of this case is saved."
        )
    for number, (got, wanted) in enumerate(zip(results, expected, strict=True)):
        # This way round: an own function's answers may not compare to one truth value.
        if wanted != got:
            raise WrongAnswer(
                f"item {number}: got {got!r:.80}, expected {wanted!r:.80}. "
                "Nothing of this case is saved."
            )
