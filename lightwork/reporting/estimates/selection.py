"""Which case stands for a strategy, and which number of workers for a machine."""

import re
from itertools import groupby

from lightwork.reporting.estimates.analysis import Analysis, Work
from lightwork.reporting.estimates.speedup import CaseResult
from lightwork.reporting.text.names import simplicity


def strategies(
    analysis: Analysis, works: tuple[Work, ...] | None = None, *, cold: bool = False
) -> list[str]:
    """The parallel strategies of ``works`` (all) that have (cold) numbers, the simplest first."""
    chosen = analysis.works if works is None else works
    state = "cold" if cold else None
    names = {result.case.strategy for work in chosen for result in analysis.of(work, state)}
    return sorted(names, key=simplicity)


def curve(analysis: Analysis, work: Work, strategy: str, state: str = "cold") -> list[CaseResult]:
    """A case for each number of workers, ascending: what the strategy does when nothing is tuned.

    Of several start methods the interpreter's default stands for the strategy, else the fastest;
    of several chunk sizes the fastest.
    """

    def key(result: CaseResult) -> tuple[bool, float]:
        return analysis.is_usual(result.case), result.speedup.value

    found = [one for one in analysis.of(work, state) if one.case.strategy == strategy]
    found.sort(key=lambda one: one.case.workers)
    by_workers = groupby(found, key=lambda one: one.case.workers)
    return [max(alike, key=key) for _, alike in by_workers]


def full_workers(analysis: Analysis, work: Work, state: str = "cold") -> int:
    """The usable cores, or the measured number of workers nearest below (else above) them."""
    measured = sorted({result.case.workers for result in analysis.of(work, state)})
    below = [workers for workers in measured if workers <= analysis.usable]
    return (below[-1:] or measured[:1] or [analysis.usable])[0]


def at_full(
    analysis: Analysis, work: Work, strategy: str, state: str = "cold"
) -> CaseResult | None:
    """What stands for the strategy at `full_workers`."""
    workers = full_workers(analysis, work, state)
    found = (r for r in curve(analysis, work, strategy, state) if r.case.workers == workers)
    return next(found, None)


def why_no_number(analysis: Analysis, work: Work, strategy: str) -> str:
    """Why there is no number of the strategy on ``work`` at the usable cores."""
    wanted = (work.workload, work.size, strategy, full_workers(analysis, work))
    for result in analysis.results:
        case = result.case
        if result.void and (case.workload, case.size, case.strategy, case.workers) == wanted:
            return f"void: {result.void}"
    for skip in analysis.run.skipped:
        if {work.workload, strategy} <= set(re.split(r"[^\w]+", skip.what)):
            return f"not run: {skip.reason}"
    return f"not in the plan of --effort {analysis.run.effort}"
