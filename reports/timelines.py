"""Who worked when in a case's traced round, as types. Seconds since the round began."""

from typing import NamedTuple

Span = tuple[float, float]


class WorkerTime(NamedTuple):
    """What one worker did."""

    first: float  # start of its first task
    last: float  # end of its last one
    busy: float  # seconds inside tasks
    tasks: int
    spans: tuple[Span, ...]  # start and end of each task; empty where only sums were saved


class Timeline(NamedTuple):
    """One traced round; ``workers`` are those that ran a task, who began first comes first."""

    size: str  # of the traced work; not always that of the case
    tasks: int
    opened: float  # workers were opened; 0 if warm
    results: float  # all results were home
    closed: float  # the round ended
    serial: float | None  # seconds of the serial loop over the same items
    workers: tuple[WorkerTime, ...]

    @property
    def drawable(self) -> bool:
        """Whether every task is known."""
        return bool(self.workers) and all(worker.spans for worker in self.workers)

    @property
    def last(self) -> float:
        """When the last task ended."""
        return max((worker.last for worker in self.workers), default=self.opened)

    @property
    def longest(self) -> float:
        """Seconds of the longest task, as far as every task is known."""
        spans = (span for worker in self.workers for span in worker.spans)
        return max((end - start for start, end in spans), default=0.0)

    @property
    def busy(self) -> float:
        """Seconds inside tasks, of all workers together."""
        return sum(worker.busy for worker in self.workers)
