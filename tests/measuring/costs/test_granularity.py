"""Family granularity: the same work in smaller tasks, right answers."""

import pytest

from lightwork.core.record import CASE, LIMIT, REFERENCE, Case
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.costs._kernels import spin, spun
from lightwork.measuring.costs.granularity import FAMILY, MICROSECONDS, tasks_of
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.measuring.session.catalog import load_strategies
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

STRATEGIES = load_strategies()
FINE = Case("spin", "1ms", "thread_pool", "none", 2, 1, "warm")


def planned(effort: str, cores: int = 2) -> list[Case | Skip]:
    return list(FAMILY.plan(Scope(effort, Cores(cores, cores, cores, None, cores), STRATEGIES)))


@pytest.mark.parametrize("effort", ["quick", "standard", "thorough"])
@pytest.mark.parametrize("cores", [1, 2, 8, 64, 192])
def test_every_worker_has_as_many_tasks_and_the_work_is_about_the_same(
    effort: str, cores: int
) -> None:
    """0.02 to 0.2 s of work in all, whatever the granularity and the host; no case twice."""
    cases = [case for case in planned(effort, cores) if isinstance(case, Case)]
    assert len(set(cases)) == len(cases)
    for case in cases:
        assert tasks_of(case) % case.workers == 0
        assert 0.02 <= tasks_of(case) * MICROSECONDS[case.size] / 1e6 <= 0.2


def test_tasks_go_from_100_ms_to_10_microseconds() -> None:
    """On two cores a standard run has them all, coarse to fine in every series."""
    cases = [case for case in planned("standard") if isinstance(case, Case)]
    assert {case.size for case in cases} >= {"100ms", "10us"}
    series = {case: case._replace(size="") for case in cases if case.chunksize == 1}
    for one in set(series.values()):
        sizes = [MICROSECONDS[case.size] for case, its in series.items() if its == one]
        assert sizes == sorted(sizes, reverse=True)


def test_the_default_chunk_size_is_among_those_compared() -> None:
    """What Pool.map takes by itself, beside what one may choose."""
    cases = [case for case in planned("standard") if isinstance(case, Case)]
    for size in ("1ms", "100us", "10us"):
        tried = {case.chunksize for case in cases if (case.size, case.strategy) == (size, "pool")}
        tasks = tasks_of(Case("spin", size, "pool", "fork", 2, 1, "warm"))
        assert {1, default_chunksize(tasks, 2)} < tried


@pytest.mark.parametrize(
    "case",
    [
        FINE,
        FINE._replace(workload="nap", size="300us"),
        FINE._replace(strategy="pool", start_method="spawn", chunksize=13),
        FINE._replace(strategy="pool", start_method="spawn", size="10ms", state="cold"),
    ],
    ids=lambda case: case.id,
)
def test_all_parts_give_the_right_results(case: Case) -> None:
    """Loop, ceiling (not for waiting) and case run every task once."""
    with FAMILY.open(case, STRATEGIES) as probe:
        limit = {LIMIT} if case.workload == "spin" else set()
        assert set(probe.parts) == {REFERENCE, CASE} | limit
        for part in probe.parts.values():
            part.load()
            part.go()
            verify(part.collect(), probe.expected)
        assert probe.operations == tasks_of(case)
        assert probe.kind == ("cpu" if limit else "sleep")
        assert len(probe.audit()) >= 1


@pytest.mark.parametrize("steps", [0, 1, 2, 1000])
def test_the_sum_is_known_otherwise(steps: int) -> None:
    """Gauss's formula."""
    assert spin(steps) == spun(steps) == sum(range(steps))
