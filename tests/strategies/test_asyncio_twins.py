"""Waiting as coroutines: the async twins of the workloads, and what runs them."""

import asyncio
import importlib

import pytest

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.round_parts import WrongAnswer, work_of
from lightwork.measuring.cases.strategy_run import audited, open_strategy_run
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.compatibility import why_not_run
from lightwork.measuring.plan.speedup import Planner
from lightwork.measuring.session.catalog import load_strategies, load_workloads
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

WORKLOADS = load_workloads()
STRATEGIES = load_strategies()
TWINNED = [name for name, one in WORKLOADS.items() if one.twin is not None]
CASE = Case("sleep", "small", "asyncio", "none", 8, 1, "cold")


def test_all_work_that_only_waits_has_a_twin() -> None:
    """Every workload of kind sleep, and no other."""
    assert {name for name, one in WORKLOADS.items() if one.kind == "sleep"} == set(TWINNED)


@pytest.mark.parametrize("name", TWINNED)
def test_a_twin_gives_what_the_serial_loop_gives(name: str) -> None:
    """On every item, at once, as the workload expects."""
    work = work_of(WORKLOADS[name], "small").for_workers("coroutine")
    assert work.task is importlib.import_module(f"workloads.{name}").twin
    with STRATEGIES["asyncio"].open(64, "none") as run:
        assert run(work.task, work.items, 1) == work.expected


def test_so_many_wait_at_once_and_no_more() -> None:
    """As many coroutines as workers are inside the task, whatever the items."""
    inside, most = 0, []

    async def counted(item: int) -> int:
        nonlocal inside
        inside += 1
        most.append(inside)
        await asyncio.sleep(0)
        inside -= 1
        return item

    for workers, expected in ((1, 1), (3, 3), (50, 20)):
        most.clear()
        with STRATEGIES["asyncio"].open(workers, "none") as run:
            assert run(counted, list(range(20)), 1) == list(range(20))
        assert max(most) == expected


def test_an_error_of_a_twin_ends_all_and_is_raised() -> None:
    """The first one, with its traceback; no further item is begun."""
    begun = []

    async def fails(item: int) -> int:
        begun.append(item)
        await asyncio.sleep(0)
        raise ValueError(f"no {item}")

    with pytest.raises(ValueError, match="no 0"), STRATEGIES["asyncio"].open(2, "none") as run:
        run(fails, list(range(10)), 1)
    assert begun == [0, 1]


def test_the_audit_runs_the_twin_and_compares_its_answers() -> None:
    """One note, of this thread; a twin that gives something else is a wrong answer."""
    work = work_of(WORKLOADS["sleep"], "small").for_workers("coroutine")
    with open_strategy_run(CASE, STRATEGIES["asyncio"]) as run:
        (note,) = audited(run, work, 1)
        assert isinstance(note, WorkerNote)

        async def wrong(item: float) -> float:
            return 2 * item

        with pytest.raises(WrongAnswer):
            audited(run, work._replace(task=wrong), 1)


def test_other_workers_run_the_task() -> None:
    """Threads and processes are handed no coroutine function."""
    work = work_of(WORKLOADS["sleep"], "small")
    for worker in ("none", "thread", "process", "interpreter"):
        assert work.for_workers(worker) is work


def test_work_without_a_twin_is_refused_with_the_reason() -> None:
    """In a plan each is named once, and no case of it is there."""
    cores = Cores(2, 2, 2, None, 2)
    planner = Planner(Choice("quick", strategies=("asyncio",)), WORKLOADS, STRATEGIES, cores)
    plan = planner.plan()
    assert {case.workload for case in plan.cases} == {"sleep"}
    refused = {skip.what: skip.reason for skip in plan.skipped if skip.what.startswith("asyncio")}
    assert set(refused) == {"asyncio with prime_count", "asyncio with hash_chain"}
    assert all("no async version" in reason for reason in refused.values())
    skip = why_not_run(CASE._replace(workload="fib"), STRATEGIES["asyncio"], WORKLOADS["fib"])
    assert skip is not None
    assert "no async version" in skip.reason
