"""Which engines are planned, and when: named ones always, else installed ones."""

from contextlib import nullcontext
from typing import Any

import pytest

from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import WholePlan, plan_families
from lightwork.measuring.session.catalog import load_costs, load_strategies, load_workloads
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy

CORES = Cores(2, 2, 2, None, 2)


def engine(requires: str | None = None, loads: int = 100) -> Strategy:
    def open_nothing(_workers: int, _method: str) -> Any:
        return nullcontext()

    return Strategy(open_nothing, "process", (NO_START_METHOD,), True, requires, loads=loads)


def planned(choice: Choice) -> WholePlan:
    own = {name: one for name, one in load_strategies().items() if not one.loads}
    engines = {"heavy": engine(loads=500), "light": engine(), "absent": engine("pip install it")}
    return plan_families(choice, load_workloads(), {**engines, **own}, load_costs(), CORES)


def strategies_of(plan: WholePlan, family: str) -> set[str]:
    return {case.strategy for case in plan.families[family].cases}


def test_quick_has_no_engine() -> None:
    """Neither cases nor a line about those that are missing."""
    plan = planned(Choice("quick"))
    assert all(not {"heavy", "light"} & strategies_of(plan, family) for family in plan.families)
    assert not any("absent" in skip.what for skip in plan.skipped)


def test_standard_has_those_that_are_installed() -> None:
    """Cold and warm at the focus count on a workload of each sort, and dispatch; one line else."""
    plan = planned(Choice("standard"))
    cases = [case for case in plan.families["speedup"].cases if case.strategy == "light"]
    assert {(case.workload, case.state) for case in cases} == {
        (workload, state)
        for workload in ("prime_count", "hash_chain", "sleep")
        for state in ("cold", "warm")
    }
    assert len(cases) == 6
    assert {"light", "heavy"} <= strategies_of(plan, "dispatch")
    (line,) = [skip for skip in plan.skipped if "absent" in skip.what]
    assert "not installed" in line.reason


@pytest.mark.parametrize("effort", ["quick", "standard"])
def test_a_named_engine_runs_or_says_how_to_get_it(effort: str) -> None:
    """Whatever the effort; beside a pool, unless something of the standard library is named."""
    plan = planned(Choice(effort, strategies=("light", "absent")))
    assert strategies_of(plan, "speedup") == {"light", "pool"}
    beside = planned(Choice(effort, strategies=("light", "threads")))
    assert strategies_of(beside, "speedup") == {"light", "threads"}
    assert ("absent", "pip install it") in plan.skipped
