"""The plan of a whole run: a plan for each family that was chosen."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.cores import Cores
from benchmarks.costs import CostFamily, Scope
from benchmarks.engines import missing, offered
from benchmarks.installed import lacks_for_cost
from benchmarks.options import Choice
from benchmarks.plan import Plan, Planner
from benchmarks.record import FAMILIES, SPEEDUP, SWEEPS, WEAK_SCALING, Case
from benchmarks.skips import Skip
from benchmarks.weak_scaling_plan import WeakScalingPlanner
from strategies import Strategy
from workloads import Workload


class WholePlan(NamedTuple):
    """The plans of the families, in the order of `benchmarks.record.FAMILIES`."""

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
    return WholePlan(plans, tuple(missing(choice, strategies)) if SPEEDUP in plans else ())


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
            lacking = lacks_for_cost(planned)
            if lacking:
                skipped[Skip(f"{planned.workload} with {planned.size}", lacking)] = None
            else:
                cases[planned] = None
    return Plan(tuple(cases), tuple(skipped), family.rounds[choice.effort])
