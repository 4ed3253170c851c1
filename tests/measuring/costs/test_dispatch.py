"""Family dispatch: every mechanism, every task once, nothing left behind."""

import pytest

from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.costs.dispatch import (
    CHUNK_SIZES,
    FAMILY,
    ONE_AT_A_TIME,
    OUTSTANDING,
    TASK_COUNTS,
)
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.session.catalog import load_strategies
from lightwork.strategy import Strategy
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

#: Engines are tested by themselves, in processes of their own.
STRATEGIES = {name: one for name, one in load_strategies().items() if not one.loads}
CORES = Cores(2, 2, 2, None, 2)


def planned(effort: str = "quick", **scope: object) -> list[Case | Skip]:
    whole: dict[str, object] = {"effort": effort, "cores": CORES, "strategies": STRATEGIES, **scope}
    return list(FAMILY.plan(Scope(**whole)))  # type: ignore[arg-type]


@pytest.mark.parametrize("effort", CHUNK_SIZES)
def test_chunk_sizes_go_from_one_to_all(effort: str) -> None:
    """A strategy that chunks is measured from each task by itself to all tasks at once."""
    cases = [case for case in planned(effort) if isinstance(case, Case)]
    chunks = {case.chunksize for case in cases if case[:3] == (OUTSTANDING, "1024_tasks", "pool")}
    assert {min(chunks), max(chunks)} == {1, TASK_COUNTS["1024_tasks"]}
    assert len(set(cases)) == len(cases)


def test_how_workers_were_started_is_one_choice() -> None:
    """They are there already: only the first start method that fits is measured, or a reason."""
    methods = {
        case.start_method
        for case in planned(start_methods=("spawn", "fork"))
        if isinstance(case, Case)
    }
    assert methods == {"spawn", "none"}
    skips = [one for one in planned(start_methods=("teleport",)) if isinstance(one, Skip)]
    assert "pool" in {skip.what for skip in skips}


CASES = [case for case in planned() if isinstance(case, Case)]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_every_task_is_handed_out_once(case: Case) -> None:
    """Case and reference give every item back in order; each worker is what the case says."""
    with FAMILY.open(case, STRATEGIES) as probe:
        assert set(probe.parts) == {REFERENCE, CASE}
        for part in probe.parts.values():
            part.load()
            part.go()
            verify(part.collect(), probe.expected)
        assert probe.operations == TASK_COUNTS[case.size]
        assert len(probe.audit()) >= 1
        assert probe.worker == STRATEGIES[case.strategy].worker


def test_a_strategy_of_ones_own_is_measured_without_an_edit() -> None:
    """One that is not known here hands out one task as a list of one."""
    own = {"my_own": STRATEGIES["thread_pool"]}
    case = Case(ONE_AT_A_TIME, "200_tasks", "my_own", "none", 2, 1, "warm")
    assert case in planned(strategies=own)
    with FAMILY.open(case, own) as probe:
        probe.parts[CASE].go()
        verify(probe.parts[CASE].collect(), probe.expected)


def test_a_strategy_that_cannot_run_here_is_told() -> None:
    """With the strategy's own reason."""
    missing: Strategy = STRATEGIES["pool"]._replace(requires="needs a newer moon.")
    assert planned(strategies={"pool": missing}) == [Skip("pool", "needs a newer moon.")]
