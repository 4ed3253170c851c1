"""A series over time: the best case of each work, run by run, with the commit of the suite."""

from benchmarks.record import SPEEDUP, Case
from reports.machines.comparison import History, Moment, Series
from reports.machines.digests import RunDigest
from reports.machines.pooling import PooledCases
from reports.machines.run_speeds import shortest_cases


def history(series: Series) -> History | None:
    """How ``series`` went; None for a single run, or where no case could be chosen."""
    cases = tuple(key[1] for key in shortest_cases(series).values())
    if len(series.runs) < 2 or not cases:
        return None
    assert isinstance(series.cases, PooledCases)  # its figures, which nobody asks for, stay unmade
    versions = {
        head.case: head.workload_version
        for head in series.cases.heads()
        if head.family == SPEEDUP and head.case in cases
    }
    return History(series.label, tuple(_moment(run, versions) for run in series.runs), cases)


def _moment(run: RunDigest, versions: dict[Case, str]) -> Moment:
    """The speedups of one run, of the versions of the work that are told."""
    numbers, speedups = run.numbers, {}
    for case, version in versions.items():
        one = numbers.get((SPEEDUP, case))
        if one is not None and one.workload_version == version and one.speedup is not None:
            speedups[case] = one.speedup
    return Moment(run.saved_at, run.commit, speedups)
