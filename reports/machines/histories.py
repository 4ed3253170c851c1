"""A series over time: the best case of each work, run by run, with the commit of the suite."""

from benchmarks.record import SPEEDUP, Case
from reports.machines.compact import CompactCases
from reports.machines.comparison import History, Moment, Series
from reports.machines.digests import RunDigest
from reports.machines.pooled_table import PooledCases
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
    assert isinstance(run.cases, CompactCases)
    layout = run.cases.layout
    speedups = {}
    for case, version in versions.items():
        row = layout.rows.get((SPEEDUP, case))
        if row is not None and layout.heads[row].workload_version == version:
            speedup = run.cases[row].speedup
            if speedup is not None:
                speedups[case] = speedup
    return Moment(run.saved_at, run.commit, speedups)
