"""What the families that compare strategies have in common: their works, ceilings, forecasts."""

from collections.abc import Mapping

from lightwork.core.record import CEILING, SPEEDUP, WEAK_SCALING, Case, CaseKey
from lightwork.measuring.cases.cost_family import CostFamily
from lightwork.measuring.cases.round_parts import (
    RepeatedShare,
    RoundWork,
    for_each_worker,
    grown,
    work_of,
)
from lightwork.measuring.plan.forecast import forecast_seconds
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.measuring.plan.speedup import Plan
from lightwork.strategy import Strategy
from lightwork.workload import Workload

STRATEGY_FAMILIES = (SPEEDUP, WEAK_SCALING)
#: Kinds with a ceiling. Waiting needs no cores, so any number of independent waiters is as quick
#: as one, and empty work has no limit to reach: there the ceiling is left out.
KINDS_WITH_CEILING = ("cpu", "native", "memory", "mixed")


class StrategyFamilies:
    """Their cases, on one machine."""

    def __init__(
        self,
        workloads: Mapping[str, Workload],
        strategies: Mapping[str, Strategy],
        usable_cores: int,
    ) -> None:
        self._workloads = workloads
        self._strategies = strategies
        self._usable_cores = usable_cores
        self._latest: tuple[tuple[str, str, int], RoundWork] | None = None

    def has_ceiling(self, case: Case) -> bool:
        """Whether independent processes run beside the case."""
        kind = self._workloads[case.workload].kind
        how = self._strategies[case.strategy]
        here = how.worker != "none" and how.workers is None  # no ceiling is open on other hosts
        return kind in KINDS_WITH_CEILING and here and case.strategy != CEILING

    def most_workers(self, plans: Mapping[str, Plan]) -> int:
        """The workers that the ceiling must have; 0 where no case has one."""
        compared = [plans[family] for family in STRATEGY_FAMILIES if family in plans]
        cases = [case for plan in compared for case in plan.cases if self.has_ceiling(case)]
        return max((case.workers for case in cases), default=0)

    def companions(self, family: str, case: Case, plans: Mapping[str, Plan]) -> int:
        """Processes of the ceiling that must be there: those of all cases start at once; or 0."""
        beside = family in STRATEGY_FAMILIES and self.has_ceiling(case)
        return self.most_workers(plans) if beside else 0

    def work(self, family: str, case: Case) -> RoundWork:
        """What the case and its ceiling run. The latest is kept: neighbouring cases share it."""
        shares = case.workers if family == WEAK_SCALING else 1
        key = (case.workload, case.size, shares)
        if self._latest is None or self._latest[0] != key:
            one = work_of(self._workloads[case.workload], case.size)
            self._latest = (key, grown(one, shares) if shares > 1 else one)
        return self._latest[1]

    def share(self, family: str, case: Case) -> RepeatedShare | None:
        """What the reference runs, if that is not the case's work but a part repeated in it."""
        if family != WEAK_SCALING:
            return None
        return for_each_worker(work_of(self._workloads[case.workload], case.size), case.workers)

    def forecast(self, family: str, case: Case, rounds: int, factor: float) -> float:
        """Forecast wall seconds of a case; ``factor``: how much slower this host is than usual."""
        return forecast_seconds(
            case,
            self._workloads[case.workload],
            self._strategies[case.strategy],
            self._usable_cores,
            self.has_ceiling(case),
            rounds,
            factor,
            grown=family == WEAK_SCALING,
        )


def forecasts(
    whole: WholePlan, compared: StrategyFamilies, costs: Mapping[str, CostFamily], factor: float
) -> dict[CaseKey, float]:
    """Seconds of each planned case, on a host ``factor`` times slower."""
    found = {}
    for family, plan in whole.families.items():
        for case in plan.cases:
            if family in STRATEGY_FAMILIES:
                seconds = compared.forecast(family, case, plan.rounds, factor)
            else:
                per_round, opening = costs[family].seconds(case)
                seconds = opening + (plan.rounds + 1) * per_round
            found[family, case] = seconds
    return found
