"""Forecast wall seconds of a whole plan, case by case."""

from collections.abc import Mapping

from benchmarks.costs import CostFamily
from benchmarks.progress import shown_id
from benchmarks.strategy_families import STRATEGY_FAMILIES, StrategyFamilies
from benchmarks.whole_plan import WholePlan


def forecasts(
    whole: WholePlan, compared: StrategyFamilies, costs: Mapping[str, CostFamily], factor: float
) -> dict[str, float]:
    """Seconds of each planned case by the id that is shown, on a host ``factor`` times slower."""
    found = {}
    for family, plan in whole.families.items():
        for case in plan.cases:
            if family in STRATEGY_FAMILIES:
                seconds = compared.forecast(family, case, plan.rounds, factor)
            else:
                per_round, opening = costs[family].seconds(case)
                seconds = opening + (plan.rounds + 1) * per_round
            found[shown_id(family, case)] = seconds
    return found
