"""Of several as good: the simplest that is not greedy for memory, with the reason in words."""

import math

import pytest

from lightwork.core.intervals import Estimate
from lightwork.core.record import Case
from lightwork.reporting.decide.preference import prefer
from lightwork.reporting.estimates.speedup import CaseResult


def result(
    strategy: str, megabytes: float = 20.0, start_method: str = "fork", speedup: float = 1.9
) -> CaseResult:
    case = Case("fib", "medium", strategy, start_method, 2, 4, "cold")
    estimate = Estimate(speedup, speedup - 0.1, speedup + 0.1, 0.95, 10)
    found = {"speedup": estimate}
    return CaseResult(case, "speedup", "cpu", 48, found, {}, 10, 0, (), None, megabytes * 1e6)


def test_the_simplest_is_preferred_with_the_reason() -> None:
    """Not the one that happened to come out highest."""
    chosen, why = prefer(
        [result("process", speedup=1.95), result("pool"), result("pool_imap")], "fork"
    )
    assert chosen.case.strategy == "pool"
    assert why == "the simplest of 3 as good, 20.0 MB in its workers"


def test_who_is_greedy_for_memory_is_passed_over_by_name() -> None:
    """A pool that takes twice the memory of bare processes is not the one to use."""
    chosen, why = prefer([result("pool", 62), result("process", 30), result("manager", 95)], "fork")
    assert chosen.case.strategy == "process"
    assert "passed over for memory: manager and pool (up to 95.0 MB)" in why


def test_who_stands_alone_needs_no_reason() -> None:
    """Nothing else is as good."""
    assert prefer([result("manager", 95)], "fork")[1] == ""


@pytest.mark.parametrize("unknown", [("pool",), ("pool", "process")])
def test_unknown_memory_is_held_against_nobody(unknown: tuple[str, ...]) -> None:
    """Where a system does not tell, the simplest is preferred, and no memory is named."""
    group = [result(name, math.nan if name in unknown else 30) for name in ("pool", "process")]
    chosen, why = prefer(group, "fork")
    assert chosen.case.strategy == "pool"
    assert "MB" not in why


def test_of_several_start_methods_the_default_is_preferred() -> None:
    """Nobody need write more than ``Pool()`` for nothing."""
    group = [result("pool", start_method="spawn", speedup=1.93), result("pool")]
    assert prefer(group, "fork")[0].case.start_method == "fork"
