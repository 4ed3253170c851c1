"""Why a machine lacks what another has: its cases were measured and are void, for a reason."""

from collections.abc import Callable, Sequence

from benchmarks.record import SPEEDUP
from reports.machines.comparison import Series
from reports.machines.digests import CaseDigest
from reports.problem import one_line
from reports.wording import count

#: Most machines that are told, and most of a reason: it is somebody else's text.
NAMED, LONGEST = 3, 120


def void_words(series: Sequence[Series], workload: str, size: str) -> str:
    """``void on b: REASON`` for each that measured this work and has no number; else ""."""
    return _void_on(series, lambda one: (one.family, *one.case[:2]) == (SPEEDUP, workload, size))


def void_family(series: Sequence[Series], family: str) -> str:
    """The same of a whole family."""
    return _void_on(series, lambda one: one.family == family)


def _void_on(series: Sequence[Series], meant: Callable[[CaseDigest], bool]) -> str:
    found = [(one.label, reason) for one in series if (reason := _reason(one, meant))]
    told = [f"void on {label}: {reason}" for label, reason in found[:NAMED]]
    more = len(found) - NAMED
    return "; ".join([*told, *[f"and on {count(more, 'other')}"] * (more > 0)])


def _reason(series: Series, meant: Callable[[CaseDigest], bool]) -> str:
    """The first reason of the newest run that has one; "" where a number stands in any run."""
    reasons = []
    for run in reversed(series.runs):
        for one in filter(meant, run.cases):
            if not one.void:
                return ""
            reasons.append(one.void)
    return one_line(reasons[0], LONGEST) if reasons else ""
