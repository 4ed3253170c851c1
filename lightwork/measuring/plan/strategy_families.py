"""What the families that compare strategies have in common: their races, ceilings, forecasts."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from lightwork.core.record import CEILING, SPEEDUP, WEAK_SCALING, Case, CaseKey
from lightwork.measuring.cases.case_race import SUB_BLOCK_SECONDS
from lightwork.measuring.cases.cost_family import CostFamily
from lightwork.measuring.plan.forecast import loop_seconds, parallel_seconds, traced_seconds
from lightwork.measuring.plan.run_plan import WholePlan
from lightwork.strategy import Strategy
from lightwork.workload import Workload

STRATEGY_FAMILIES = (SPEEDUP, WEAK_SCALING)
#: Kinds with a ceiling. Waiting needs no cores, so any number of independent waiters is as quick
#: as one, and empty work has no limit to reach: there the ceiling is left out.
KINDS_WITH_CEILING = ("cpu", "native", "memory", "mixed")
#: What a call takes beside its clock, and a block for its launcher, seconds on the usual host of
#: `host_factor`; only a forecast.
CALL_SECONDS, LAUNCHER_SECONDS = 0.03, 0.15
#: What an opening of a cost's case takes beside that, with its share of a launcher.
COST_SECONDS = 0.045


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

    def ceiling_of(self, case: Case) -> int:
        """Of how many workers the ceiling is that runs beside the case; 0 without one."""
        kind = self._workloads[case.workload].kind
        how = self._strategies[case.strategy]
        here = how.worker != "none" and how.workers is None  # no ceiling is open on other hosts
        beside = kind in KINDS_WITH_CEILING and here and case.strategy != CEILING
        return case.workers if beside else 0

    def _seconds_of(self, case: Case, factor: float, grown: bool) -> float:
        how, workload = self._strategies[case.strategy], self._workloads[case.workload]
        shares = case.workers if grown else 1
        return parallel_seconds(case, workload, how, self._usable_cores, factor, shares)

    def forecast(
        self, family: str, cases: Sequence[Case], rounds: int, factor: float
    ) -> dict[CaseKey, float]:
        """Forecast wall seconds of the cases of a race; what all share is the first one's.

        ``factor``: how much slower this host is than usual.
        """
        grown = family == WEAK_SCALING
        workload = self._workloads[cases[0].workload]
        call = CALL_SECONDS * factor
        serial = loop_seconds(cases[0], workload, factor)
        loop = call + serial
        found: dict[CaseKey, float] = {}
        once = 0.0
        for case in cases:
            one = call + self._seconds_of(case, factor, grown)
            cold = case._replace(state="cold")
            if case != cold and cold in cases:  # its second run in the same opening
                one -= call + self._seconds_of(cold, factor, grown)
            traced = 0.0 if grown else traced_seconds(case, workload, one, factor)
            once += one
            found[family, case] = (rounds + 1) * one + traced
        ceilings = {self.ceiling_of(case) for case in cases} - {0}
        for workers in ceilings:
            whole = serial * (workers if grown else 1)
            loop += call + whole / min(workers, self._usable_cores)
        blocks = max(1, math.ceil(once / max(SUB_BLOCK_SECONDS - loop, SUB_BLOCK_SECONDS / 2)))
        found[family, cases[0]] += rounds * (LAUNCHER_SECONDS * factor + blocks * loop)
        return found


def race_of(case: Case) -> tuple[str, str]:
    """Cases of the same race have the same: workload and size."""
    return case.workload, case.size


def _cost_seconds(family: CostFamily, case: Case, rounds: int, factor: float) -> float:
    """Each opening has a round of its own to warm up; the first one looks at the workers, too.

    Rounds are made as long as they should be, on whatever host.
    """
    per_round, opening = family.seconds(case)
    openings = math.ceil(rounds / family.rounds_per_opening(case))
    return (openings + 1) * factor * (COST_SECONDS + opening + per_round) + rounds * per_round


def forecasts(
    whole: WholePlan, compared: StrategyFamilies, costs: Mapping[str, CostFamily], factor: float
) -> dict[CaseKey, float]:
    """Seconds of each planned case, on a host ``factor`` times slower."""
    found: dict[CaseKey, float] = {}
    for family, plan in whole.families.items():
        if family in STRATEGY_FAMILIES:
            in_order = sorted(plan.cases, key=race_of)
            for _, cases in groupby(in_order, race_of):
                found |= compared.forecast(family, list(cases), plan.rounds, factor)
            continue
        for case in plan.cases:
            found[family, case] = _cost_seconds(costs[family], case, plan.rounds, factor)
    return found
