"""Where a round's seconds went, from who worked when.

The wall time of the traced round is followed along each of the case's workers, and each part is
the mean over them, so that the parts add up to the wall time:

    start-up       from the beginning to the worker's first task
    work, alone    its part of the serial loop: serial seconds / workers, at most the work seen.
                   This part over the wall time is the efficiency of the round
    work, longer   what tasks took beyond that: waiting for the GIL or a core, shared caches and
                   bandwidth, or a host that was slower than in the serial loop right after
    between tasks  from the end of a task to the start of the worker's next: dispatch and pickling
    waiting        from its last task to the end of the last task of all: stragglers
    results home   from there to the last result in the parent
    ending         ending the workers

A worker that ran nothing has nothing to show for either; it counts as starting up until the first
task of all began, and as waiting from then on.
"""

from collections.abc import Iterator
from statistics import fmean
from typing import NamedTuple

from lightwork.core.record import SPEEDUP, Case
from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.selection import at_full
from lightwork.reporting.read.saved_run import SavedTimeline


class Parts(NamedTuple):
    """Seconds of a round, in the order in which a worker meets them; the sum is its wall time."""

    start_up: float
    alone: float
    longer: float
    between: float
    waiting: float
    results_home: float
    ending: float

    @property
    def wall(self) -> float:
        """Seconds of the whole round."""
        return sum(self)


def decompose(timeline: SavedTimeline, workers: int) -> Parts:
    """Cut the wall time of a traced round into its parts.

    ``workers`` is how many the case asked for. Where the serial loop was not run beside it, all
    work counts as done as if alone.
    """
    last, ran = timeline.last, timeline.workers
    count = max(workers, len(ran))
    idle = count - len(ran)
    earliest = min((worker.first for worker in ran), default=last)
    work = timeline.busy / count
    alone = work if timeline.serial is None else min(work, timeline.serial / count)
    start_up = fmean([*(worker.first for worker in ran), *[earliest] * idle])
    waiting = fmean([*(last - worker.last for worker in ran), *[last - earliest] * idle])
    return Parts(
        start_up=start_up,
        alone=alone,
        longer=work - alone,
        between=max(0.0, last - start_up - work - waiting),  # not below 0 by rounding
        waiting=waiting,
        results_home=timeline.results - last,
        ending=timeline.closed - timeline.results,
    )


class TracedCase(NamedTuple):
    """A case and the timeline of its traced round."""

    case: Case
    kind: str
    timeline: SavedTimeline

    @property
    def parts(self) -> Parts:
        """Where the round's seconds went."""
        return decompose(self.timeline, self.case.workers)


def traced_cases(analysis: Analysis) -> Iterator[TracedCase]:
    """All cases that were traced and are numbers, in the file's order."""
    for saved in analysis.run.cases:
        if saved.family == SPEEDUP and saved.timeline is not None and not saved.void:
            yield TracedCase(saved.case, saved.kind, saved.timeline)


def traced_at_full(analysis: Analysis, work: Work, strategy: str) -> TracedCase | None:
    """What stands for a strategy on ``work`` at the usable cores, cold, if it was traced."""
    result = at_full(analysis, work, strategy)
    found = (one for one in traced_cases(analysis) if result and one.case == result.case)
    return next(found, None)


def wholly_traced_case(analysis: Analysis, workload: str, strategy: str) -> TracedCase | None:
    """The cold case of a strategy on ``workload`` of which every task is known.

    Of several the one with the most workers, of the interpreter's default start method.
    """
    found = (
        one
        for one in traced_cases(analysis)
        if (one.case.workload, one.case.strategy, one.case.state) == (workload, strategy, "cold")
        and one.timeline.drawable
    )
    return max(found, key=lambda one: (one.case.workers, analysis.is_usual(one.case)), default=None)
