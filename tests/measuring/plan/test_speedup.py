"""Which cases are planned, for machines of any size, from made-up catalogs."""

from collections.abc import Sequence
from contextlib import nullcontext

import pytest

from lightwork.core.record import Case
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.host.skips import Skip
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.efforts import (
    LEAD_WORKLOADS,
    default_chunksize,
    default_worker_counts,
    focus_count,
)
from lightwork.measuring.plan.speedup import Plan, Planner
from lightwork.measuring.plan.traced_cases import traced_size
from lightwork.measuring.session.options import EFFORT_NAMES
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy
from lightwork.workload import Size, Workload

SIZES = {"small": Size(96, 0.03), "medium": Size(384, 0.1), "large": Size(3072, 1.0)}


def made_up_workload(kind: str, imports: tuple[str, ...] = ()) -> Workload:
    return Workload(kind, SIZES, lambda _: [1], abs, lambda _: [1], "made up", imports)


def made_up_strategy(worker: str, reusable: bool = False, **more: object) -> Strategy:
    methods = ("fork", "spawn") if worker == "process" else (NO_START_METHOD,)
    strategy = Strategy(lambda *_: nullcontext(), worker, methods, reusable)  # type: ignore[arg-type]
    return strategy._replace(**more)


WORKLOADS = {
    "matmul": made_up_workload("native", imports=("numpy",)),
    "prime_count": made_up_workload("cpu"),
    "hash_chain": made_up_workload("native"),
    "sleep": made_up_workload("sleep"),
    "word_count": made_up_workload("cpu"),
}
STRATEGIES = {
    "serial": made_up_strategy("none"),
    "ceiling": made_up_strategy("process", reusable=True),
    "threads": made_up_strategy("thread"),
    "thread_pool": made_up_strategy("thread", reusable=True),
    "process": made_up_strategy("process"),
    "pool": made_up_strategy("process", reusable=True),
    "pool_async": made_up_strategy("process", reusable=True, chunks=False),
    "process_pool": made_up_strategy("process", reusable=True),
    "interpreters": made_up_strategy("interpreter", requires="Python 3.14."),
    "choosy": made_up_strategy("process", refuses=lambda *_: "carries nothing."),
}


def plan_for(cores: int, choice: Choice) -> Plan:
    return Planner(choice, WORKLOADS, STRATEGIES, Cores(cores, cores, cores, None, cores)).plan()


@pytest.mark.parametrize(
    ("usable", "physical", "kind", "counts"),
    [
        (1, 1, "cpu", (1,)),
        (2, 2, "cpu", (1, 2)),
        (2, 2, "sleep", (1, 2, 4)),
        (6, 3, "cpu", (1, 2, 3, 4, 6)),
        (64, 64, "mixed", (1, 2, 4, 8, 16, 32, 64, 128)),
        (192, 96, "native", (1, 2, 4, 8, 16, 32, 64, 96, 128, 192)),
        (2, 8, "cpu", (1, 2)),
    ],
)
def test_worker_counts_follow_the_usable_cores(
    usable: int, physical: int, kind: str, counts: Sequence[int]
) -> None:
    """Powers of two up to the usable cores, usable and physical themselves, double to wait."""
    cores = Cores(usable, physical, None, None, usable)
    assert default_worker_counts(cores, kind) == counts


def test_one_core_is_the_focus_where_more_workers_are_named() -> None:
    """``--workers 1,2`` on one usable core measures both; what needs one count takes one worker."""
    one_core = Cores(2, 2, 1, None, 1)
    assert focus_count((1, 2), one_core, "cpu") == 1
    assert focus_count((1, 2), one_core, "sleep") == 2
    assert default_worker_counts(Cores(2, 2, 2, 1.5, 2), "cpu") == (1, 2)


def test_chunks_are_those_of_pool_map() -> None:
    """ceil(items / (4 workers)), never 0."""
    assert [default_chunksize(384, workers) for workers in (1, 2, 64, 192)] == [96, 48, 2, 1]
    assert default_chunksize(0, 2) == 1


@pytest.mark.parametrize("effort", EFFORT_NAMES)
@pytest.mark.parametrize("cores", [1, 2, 8, 64, 192])
def test_every_case_is_planned_once_and_can_run(effort: str, cores: int) -> None:
    """No case twice; every run has a null control; none oversubscribes a computing workload."""
    cases = plan_for(cores, Choice(effort)).cases
    assert len(set(cases)) == len(cases)
    assert {case.workload for case in cases if case.strategy == "serial"} >= set(LEAD_WORKLOADS)
    assert all(case.workers <= cores or case.workload == "sleep" for case in cases)
    assert not any(case.state == "warm" and case.strategy == "threads" for case in cases)


def test_a_large_machine_has_not_much_more_to_run() -> None:
    """64 cores have at most 2.2 times the cases of 2 cores: the run must not grow without end."""
    small, large = (len(plan_for(cores, Choice("standard")).cases) for cores in (2, 64))
    assert large <= 2.2 * small


def test_what_is_named_is_run_in_full() -> None:
    """Naming a workload and strategies gives their full product, in every state they have."""
    choice = Choice("quick", ("word_count",), ("threads", "pool"), ("spawn",), (1, 3))
    cases = plan_for(2, choice).cases
    assert {(case.strategy, case.start_method, case.workers, case.state) for case in cases} == {
        ("threads", "none", 1, "cold"),
        ("threads", "none", 3, "cold"),
        ("pool", "spawn", 1, "cold"),
        ("pool", "spawn", 3, "cold"),
        ("pool", "spawn", 1, "warm"),
        ("pool", "spawn", 3, "warm"),
    }


def test_what_is_left_out_is_said_with_the_reason() -> None:
    """A strategy that cannot run here or cannot carry the items is skipped by name, once."""
    choice = Choice("quick", ("word_count",), ("interpreters", "choosy", "threads"))
    assert plan_for(2, choice).skipped == (
        Skip("interpreters", "Python 3.14."),
        Skip("choosy with word_count", "carries nothing."),
    )


def test_numpy_is_not_taken_into_a_subinterpreter() -> None:
    """It refuses to load there, so the plan skips the case instead of letting it fail."""
    strategies = {**STRATEGIES, "interpreters": made_up_strategy("interpreter", reusable=True)}
    choice = Choice("quick", ("matmul", "prime_count"), ("interpreters",))
    plan = Planner(choice, WORKLOADS, strategies, Cores(2, 2, 2, None, 2)).plan()
    assert {case.workload for case in plan.cases} == {"prime_count"}
    assert [skip.what for skip in plan.skipped] == ["interpreters with matmul"]


@pytest.mark.parametrize("effort", EFFORT_NAMES)
@pytest.mark.parametrize("cores", [1, 2, 64])
def test_the_tutorial_s_waves_are_one_case_of_every_plan(effort: str, cores: int) -> None:
    """Nine naps by a cold pool of three, one at a time; no other rule takes up the naps."""
    workloads = {"naps": made_up_workload("sleep"), **WORKLOADS}
    plan = Planner(Choice(effort), workloads, STRATEGIES, Cores(cores, cores, cores, None, cores))
    size = "small" if effort == "quick" else "medium"
    naps = [case for case in plan.plan().cases if case.workload == "naps"]
    assert naps == [Case("naps", size, "pool_async", "fork", 3, 1, "cold")]
    assert traced_size(naps[0]) == ("small" if effort == "quick" else "large")


def test_one_item_at_a_time_is_chunk_size_one() -> None:
    """A case never names a chunk size that its mechanism does not use."""
    cases = plan_for(2, Choice("quick", ("word_count",), ("pool_async",))).cases
    assert {case.chunksize for case in cases} == {1}
