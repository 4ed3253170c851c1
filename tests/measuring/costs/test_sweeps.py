"""Families imbalance, oversubscription and waiting: what is planned, and right answers of it."""

import pytest

from lightwork.core.record import CASE, REFERENCE, SWEEPS, Case
from lightwork.measuring.cases.cost_family import Scope
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.costs import imbalance, oversubscription, waiting
from lightwork.measuring.costs.imbalance import ITEM_PROFILES, SHARE_STEPS, steps_of
from lightwork.measuring.costs.oversubscription import WithInnerThreads, cells, inner_threads
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.measuring.plan.run_plan import plan_families
from lightwork.measuring.session.catalog import load_costs, load_strategies
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here
from workloads import matmul

STRATEGIES = load_strategies()
COSTS = load_costs()


def scope(effort: str = "standard", cores: int = 2, **named: tuple[int, ...]) -> Scope:
    return Scope(effort, Cores(cores, cores, cores, None, cores), STRATEGIES, **named)


def planned(name: str, *about: object) -> list[Case]:
    cases = list(COSTS[name].plan(scope(*about)))  # type: ignore[arg-type]
    assert len(set(cases)) == len(cases)
    return [case for case in cases if isinstance(case, Case)]


def test_a_quick_run_has_a_sweep_where_it_is_named() -> None:
    """By itself quick grows by no sweep; standard has them all."""
    cores = Cores(2, 2, 2, None, 2)

    def families(**how: object) -> set[str]:
        return set(plan_families(Choice(**how), {}, STRATEGIES, COSTS, cores).families)  # type: ignore[arg-type]

    assert not families(effort="quick") & set(SWEEPS)
    assert families(effort="standard") >= set(SWEEPS)
    assert families(effort="quick", families=("waiting",)) == {"waiting"}


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.parametrize("cores", [1, 2, 64])
def test_a_sweep_takes_about_a_minute_at_most(name: str, cores: int) -> None:
    """As it is forecast, in a standard run, on a host of whatever size."""
    family = COSTS[name]
    forecasts = [family.seconds(case) for case in planned(name, "standard", cores)]
    seconds = sum(each * family.rounds["standard"] + opening for each, opening in forecasts)
    assert 0 < seconds < 75


@pytest.mark.parametrize("cores", [1, 2, 3, 8, 64, 192])
def test_the_default_of_workers_and_of_threads_is_among_them(cores: int) -> None:
    """A worker and a BLAS thread per core, one of each alone; nothing else far beyond the cores."""
    for effort, most in (("quick", 2), ("standard", 4)):
        found = cells(scope(effort, cores))
        assert {(cores, cores), (1, 1), (cores, 1)} <= set(found)
        others = set(found) - {(cores, cores)}
        assert all(workers * threads <= most * cores for workers, threads in others)
        assert (1, max(2, cores)) in found
        assert len(found) <= 20


def test_inner_threads_are_set_in_the_workers_alone() -> None:
    """The notes of the workers say so; loop and case agree with the closed form."""
    import numpy as np  # noqa: F401 - threadpoolctl sees what is loaded
    import threadpoolctl

    before = threadpoolctl.threadpool_info()
    case = Case("matmul", "2_inner_threads", "pool", "fork", 1, 24, "warm")
    assert inner_threads(case) == 2
    with oversubscription.open(case, STRATEGIES) as probe:
        assert {note.blas_threads for note in probe.audit()} == {2}
        assert probe.inner_threads == 2
        for part in probe.parts.values():
            part.load()
            part.go()
            verify(part.collect(), matmul.expected(oversubscription.WORK_SIZE))
    assert threadpoolctl.threadpool_info() == before


def test_threads_that_cannot_be_set_are_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that keeps to its own number is told of, not timed."""
    monkeypatch.setattr(WithInnerThreads, "__call__", lambda self, item: self.task(item))
    case = Case("matmul", "7_inner_threads", "pool", "fork", 1, 24, "warm")
    with (
        pytest.raises(Unavailable, match="asked for 7"),
        oversubscription.open(case, STRATEGIES) as probe,
    ):
        probe.audit()


@pytest.mark.parametrize("workers", [2, 16])
@pytest.mark.parametrize("profile", ITEM_PROFILES)
def test_profiles_are_the_same_work(profile: str, workers: int) -> None:
    """All of them sum to a share for each worker, to a thousandth; and are what they are called."""
    items = 16 * workers
    steps = steps_of(profile, items, workers)
    assert len(steps) == items
    assert min(steps) > 0
    assert abs(sum(steps) / (SHARE_STEPS * workers) - 1) < 1e-3
    assert steps == steps_of(profile, items, workers)
    longest = {"long_last": items - 1, "long_first": 0}
    if profile in longest:
        assert steps.index(max(steps)) == longest[profile]
        assert sorted(steps)[-1] > 5 * sorted(steps)[-2]
    if profile == "heavy_tail":
        assert max(steps) > 4 * sum(steps) / items > 4 * min(steps)
        assert steps != sorted(steps)
    if profile == "uniform":
        assert len(set(steps)) == 1


@pytest.mark.parametrize("cores", [1, 2, 64])
def test_chunks_are_one_the_default_and_one_a_worker(cores: int) -> None:
    """For every profile, by the same workers."""
    cases = planned("imbalance", "quick", cores)
    workers = {case.workers for case in cases}.pop()
    items = imbalance.ITEMS_PER_WORKER * workers
    assert 2 <= workers <= imbalance.MOST_IMBALANCE_WORKERS
    for profile in ITEM_PROFILES:
        chunks = [case.chunksize for case in cases if case.workload == profile]
        assert chunks == [1, default_chunksize(items, workers), items // workers]


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("imbalance", Case("heavy_tail", "32_items", "pool", "fork", 2, 4, "warm")),
        ("waiting", Case("wait", "20ms", "asyncio", "none", 50, 1, "cold")),
        ("waiting", Case("wait", "20ms", "threads", "none", 3, 1, "cold")),
    ],
)
def test_all_parts_give_the_right_results(name: str, case: Case) -> None:
    """Reference and case alike; an operation is an item."""
    with COSTS[name].open(case, STRATEGIES) as probe:
        assert set(probe.parts) == {REFERENCE, CASE}
        for part in probe.parts.values():
            part.load()
            part.go()
            verify(part.collect(), probe.expected)
        assert probe.operations == len(probe.expected)


def test_many_wait_at_once_and_asyncio_is_loaded_last() -> None:
    """Cores have no part in how many; what is named is taken."""
    few, many = planned("waiting", "quick", 1), planned("waiting", "standard", 64)
    assert max(case.workers for case in few) >= 256
    assert {case.strategy for case in many} == {"threads", "thread_pool", "asyncio"}
    for case in many:
        assert bool(waiting.imports(case)) == (case.strategy == "asyncio")
    named = waiting.plan(scope("quick", 2, workers=(3,)))
    assert {case.workers for case in named if isinstance(case, Case)} == {3}
