"""What can be read of a cold call: one row of data, whether its picture shows ratio or seconds."""

from reports.analysis import Analysis, Work
from reports.charts._marks import Mark, strategy, told
from reports.estimates import CaseResult
from reports.wording import seconds_between, times_between


def told_speedup(analysis: Analysis, work: Work, result: CaseResult) -> Mark:
    """Speedup, and beside it the seconds."""
    case = result.case
    return told(
        analysis.name(work), case.strategy, case.workers, result.speedup, times_between,
        note=seconds_between(result.seconds), tokens=(strategy(case.strategy),),
    )  # fmt: skip
