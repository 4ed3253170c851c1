"""How many cores were at work while a case ran, and whether the host had a second one to give."""

import math

from benchmarks.intervals import Estimate, median_interval
from reports.analysis import Analysis, Work
from reports.claim_findings import ONE_CORE, above
from reports.estimates import CaseResult
from reports.paired_ratios import calm
from reports.wording import CANT_TELL, number_between, times


def busy_cores(analysis: Analysis, result: CaseResult) -> Estimate | None:
    """CPU seconds / wall seconds within rounds; None where CPU seconds are unknown."""
    saved = analysis.saved[result.case]
    values = [share for share in calm(saved, "cores_busy") if not math.isnan(share)]
    return median_interval(values) if values else None


def busy_words(busy: Estimate | None, workers: int) -> str:
    """So many cores at work, of as many as there are workers."""
    return f"{number_between(busy) if busy else '?'} of {workers} cores busy"


def unless_one_core_is_all(
    analysis: Analysis, work: Work, verdict: str, words: str
) -> tuple[str, str]:
    """The verdict, and why there is none where the machine itself gave no second core."""
    ceiling = analysis.ceilings.get((work, analysis.usable))
    if analysis.usable < 2 or ceiling is None or above(ceiling, ONE_CORE):
        return verdict, words
    return CANT_TELL, f"{words}; independent processes reached {times(ceiling.value)} only"
