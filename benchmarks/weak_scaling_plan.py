"""Which cases the weak-scaling family runs: the work grows with the workers, cold.

Gustafson's question: with twice the workers, is twice the work done in the same seconds? Every
worker has a share of its own, the items of a size, and the reference is the loop over one share.
"""

from collections.abc import Iterator
from itertools import product

from benchmarks.efforts import LEAD_STRATEGIES, LEAD_WORKLOADS
from benchmarks.plan import Plan, Planner
from benchmarks.record import Case
from benchmarks.worker_counts import default_chunksize
from strategies import Strategy

#: The share of one worker, where none is named: there are as many of them as workers.
SHARE = "small"
#: What answers the question soonest: processes that compute, threads that wait.
SOONEST = (("prime_count", "pool"), ("sleep", "threads"))
STRATEGIES = ("threads", "pool")
#: With the GIL, threads compute one share after the other: a round with 64 of them would take as
#: long as 64 loops, to show what 8 show.
MOST_HOLDING_THREADS = 8


class WeakScalingPlanner(Planner):
    """Makes the plan of this family for one choice on one machine."""

    def plan(self) -> Plan:
        """Each case once; those that load more than the standard library at the end."""
        pairs = [pair for pair in self._pairs() if self._has_workers(pair[1])]
        wanted = [case for pair in pairs for case in self._of(*pair)]
        cases = [case for case in dict.fromkeys(wanted) if self._can_run(case)]
        cases.sort(key=self.loads)
        return Plan(tuple(cases), tuple(self.skipped), self.effort.rounds)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Workloads and strategies that meet: those named, else the effort's."""
        named = self.choice.workloads or self.choice.strategies
        if self.choice.effort == "quick" and not named:
            pairs = iter(SOONEST)
        else:
            thorough = self.choice.effort == "thorough"
            strategies = self.choice.strategies or (LEAD_STRATEGIES if thorough else STRATEGIES)
            pairs = product(self.choice.workloads or LEAD_WORKLOADS, strategies)
        return ((w, s) for w, s in pairs if w in self.workloads and s in self.strategies)

    def _has_workers(self, strategy: str) -> bool:
        if self.strategies[strategy].worker == "none":
            self._skip(f"weak_scaling of {strategy}", "it has no workers for work to grow with.")
            return False
        return True

    def _of(self, workload: str, strategy: str) -> Iterator[Case]:
        how = self.strategies[strategy]
        for size in self.choice.sizes or (SHARE,):
            share = self.workloads[workload].sizes[size].items
            for case in self._cases(workload, size, strategy, self._grown_counts(workload, how)):
                chunk = default_chunksize(share * case.workers, case.workers) if how.chunks else 1
                yield case._replace(chunksize=chunk)

    def _grown_counts(self, workload: str, how: Strategy) -> tuple[int, ...]:
        counts = self._counts(workload)
        holding = how.worker == "thread" and self.workloads[workload].kind == "cpu"
        if self.choice.workers or not holding:
            return counts
        return tuple(count for count in counts if count <= MOST_HOLDING_THREADS) or counts[:1]
