"""The plan of a whole run: a plan for each family that was chosen."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from lightwork.core.record import FAMILIES, SPEEDUP, SWEEPS, WEAK_SCALING, Case
from lightwork.measuring.cases.cost_family import CostFamily, Scope
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.compatibility import why_no_cost
from lightwork.measuring.plan.efforts import LEAD_STRATEGIES, LEAD_WORKLOADS, default_chunksize
from lightwork.measuring.plan.engines import missing_engines, offered
from lightwork.measuring.plan.speedup import Plan, Planner
from lightwork.strategy import Strategy
from lightwork.workload import Workload

#: The share of one worker, where none is named: there are as many of them as workers.
SHARE_SIZE = "small"
#: What answers the question soonest: processes that compute, threads that wait.
SOONEST = (("prime_count", "pool"), ("sleep", "threads"))
LEAD_WEAK_STRATEGIES = ("threads", "pool")
#: With the GIL, threads compute one share after the other: a round with 64 of them would take as
#: long as 64 loops, to show what 8 show.
MOST_HOLDING_THREADS = 8


class WeakScalingPlanner(Planner):
    """Which cases the weak-scaling family runs: the work grows with the workers, cold.

    Gustafson's question: with twice the workers, is twice the work done in the same seconds?
    Every worker has a share of its own, the items of a size, and the reference is the loop over
    one share.
    """

    def wanted(self) -> Iterator[Case]:
        """Those of each workload with each strategy that has workers."""
        pairs = [pair for pair in self._pairs() if self._has_workers(pair[1])]
        return (case for pair in pairs for case in self._of(*pair))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Workloads and strategies that meet: those named, else the effort's."""
        named = self.choice.workloads or self.choice.strategies
        if self.choice.effort == "quick" and not named:
            pairs = iter(SOONEST)
        else:
            thorough = self.choice.effort == "thorough"
            strategies = self.choice.strategies or (
                LEAD_STRATEGIES if thorough else LEAD_WEAK_STRATEGIES
            )
            pairs = product(self.choice.workloads or LEAD_WORKLOADS, strategies)
        return ((w, s) for w, s in pairs if w in self.workloads and s in self.strategies)

    def _has_workers(self, strategy: str) -> bool:
        if self.strategies[strategy].worker == "none":
            self._skip(f"weak_scaling of {strategy}", "it has no workers for work to grow with.")
            return False
        return True

    def _of(self, workload: str, strategy: str) -> Iterator[Case]:
        how = self.strategies[strategy]
        for size in self.choice.sizes or (SHARE_SIZE,):
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


class WholePlan(NamedTuple):
    """The plans of the families, in the order of `lightwork.core.record.FAMILIES`."""

    families: Mapping[str, Plan]
    missing: tuple[Skip, ...] = ()  # what no family has, because it is not installed

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of all families."""
        return tuple(case for plan in self.families.values() for case in plan.cases)

    @property
    def skipped(self) -> tuple[Skip, ...]:
        """What is left out of any family, each once."""
        skips = (skip for plan in self.families.values() for skip in plan.skipped)
        return tuple(dict.fromkeys((*skips, *self.missing)))

    @property
    def rounds(self) -> int:
        """How many rounds are planned in all."""
        return sum(plan.rounds * len(plan.cases) for plan in self.families.values())


def plan_families(
    choice: Choice,
    workloads: Mapping[str, Workload],
    strategies: Mapping[str, Strategy],
    costs: Mapping[str, CostFamily],
    cores: Cores,
) -> WholePlan:
    """Plan the chosen families; those that no file defines are left out without a word."""
    plans = {}
    installed = offered(choice, strategies)
    for name in FAMILIES:
        if name not in _chosen(choice):
            continue
        if name == SPEEDUP:
            plans[name] = Planner(choice, workloads, installed, cores).plan()
        elif name == WEAK_SCALING:
            plans[name] = WeakScalingPlanner(choice, workloads, installed, cores).plan()
        elif name in costs:
            plans[name] = _plan_costs(costs[name], choice, installed, cores)
    return WholePlan(plans, tuple(missing_engines(choice, strategies)) if SPEEDUP in plans else ())


def _chosen(choice: Choice) -> tuple[str, ...]:
    """The families that were named. Workloads, sizes and strategies alone mean speedup's.

    A quick run has no sweeps by itself: each answers one question, and takes a share of its time.
    """
    if choice.families is not None:
        return choice.families
    named = choice.workloads or choice.strategies or choice.sizes
    if named:
        return (SPEEDUP,)
    quick = choice.effort == "quick"
    return tuple(name for name in FAMILIES if not (quick and name in SWEEPS))


def _plan_costs(
    family: CostFamily, choice: Choice, strategies: Mapping[str, Strategy], cores: Cores
) -> Plan:
    scope = Scope(choice.effort, cores, strategies, choice.start_methods, choice.workers)
    cases: dict[Case, None] = {}
    skipped: dict[Skip, None] = {}
    for planned in family.plan(scope):
        if isinstance(planned, Skip):
            skipped[planned] = None
        elif choice.strategies is None or planned.strategy in choice.strategies:
            skip = why_no_cost(planned)
            if skip is not None:
                skipped[skip] = None
            else:
                cases[planned] = None
    return Plan(tuple(cases), tuple(skipped), family.rounds[choice.effort])
