"""Which traced cases are looked at: a round of one case in which it is known who worked when."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.record import SPEEDUP, Case
from reports.analysis import Analysis, Work
from reports.decomposition import Parts, decompose
from reports.selection import at_full
from reports.timelines import Timeline


class TracedCase(NamedTuple):
    """A case and the timeline of its traced round."""

    case: Case
    kind: str
    timeline: Timeline

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
    if result is None:
        return None
    return next((one for one in traced_cases(analysis) if one.case == result.case), None)


def drawn_whole(analysis: Analysis, workload: str, strategy: str) -> TracedCase | None:
    """The cold case of a strategy on ``workload`` of which every task is known.

    Of several the one with the most workers, of the interpreter's default start method.
    """
    default = analysis.run.python.default_start_method
    found = [
        traced
        for traced in traced_cases(analysis)
        if (traced.case.workload, traced.case.strategy) == (workload, strategy)
        and traced.case.state == "cold"
        and traced.timeline.drawable
    ]

    def key(traced: TracedCase) -> tuple[int, bool]:
        return traced.case.workers, traced.case.start_method in (default, "none")

    return max(found, key=key, default=None)
