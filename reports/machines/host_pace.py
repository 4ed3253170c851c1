"""How a host was over all of its runs, for ratios of any of its seconds."""

from typing import NamedTuple

from benchmarks.record import SPEEDUP
from reports.machines.comparison import Pooled, Series, Work
from reports.machines.host_speed import Speed, mean_speed, speed_of
from reports.machines.host_wander import assumed, busy, waiting
from reports.machines.pooling import WAITS, PooledCases, sort_of
from reports.machines.run_speeds import per_core_speeds, wanders
from reports.machines.work_versions import runs_by_loop
from reports.significance import Centre


class HostPace(NamedTuple):
    """The mean over a host's works, for their wander alone: who computes, and who waits."""

    computes: Speed
    waits: Speed

    def at(self, pooled: Pooled, quantity: str) -> Speed:
        """How it wandered in a quantity of a case: the plain loop of who waits does only that."""
        if sort_of(pooled.kind) != WAITS:
            return self.computes
        share = 0.0 if quantity == "reference_seconds" else busy(pooled)
        return waiting(self.waits, self.computes, share)


def host_pace(series: Series) -> HostPace:
    """The pace of ``series``; of what it has not measured, what is assumed."""
    assert isinstance(series.cases, PooledCases)
    works = dict.fromkeys(
        Work(head.case.workload, head.case.size, head.kind)
        for head in series.cases.heads()
        if head.family == SPEEDUP
    )
    speeds = per_core_speeds(
        series, list(works), wanders(series.runs[-1]), runs_by_loop(series.runs)
    )
    waits = [one for work, one in speeds.items() if sort_of(work.kind) == WAITS]
    computes = [one for work, one in speeds.items() if sort_of(work.kind) != WAITS]
    return HostPace(_mean(computes, ""), _mean(waits, "sleep"))


def _mean(speeds: list[Speed], kind: str) -> Speed:
    return mean_speed(speeds) if speeds else speed_of([Centre(0.0, 0.0, 1.0)], 0.0, assumed(kind))
