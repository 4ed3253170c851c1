"""Work that grows with the workers: which cases, what each part of a round runs, what is saved."""

import pytest

from lightwork.core.record import (
    BLOCK_KEY,
    CASE_KEYS,
    PER_CASE_KEYS,
    PER_ROUND_KEYS,
    WEAK_SCALING,
    Case,
    shown_id,
)
from lightwork.measuring.cases.rounds import Round
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.run_plan import (
    MOST_HOLDING_THREADS,
    WeakScalingPlanner,
    plan_families,
)
from lightwork.measuring.plan.speedup import Plan
from lightwork.measuring.plan.strategy_families import StrategyFamilies
from lightwork.measuring.session.options import EFFORT_NAMES
from lightwork.measuring.session.progress import result_text
from tests.fixtures.checkout import Checkout
from tests.measuring.plan.test_speedup import STRATEGIES, WORKLOADS

OF_TWO = Case("fib", "small", "threads", "none", 2, 1, "cold")


def plan_for(cores: int, choice: Choice) -> Plan:
    machine = Cores(cores, cores, cores, None, cores)
    return WeakScalingPlanner(choice, WORKLOADS, STRATEGIES, machine).plan()


def pairs(plan: Plan) -> set[tuple[str, str]]:
    return {(case.workload, case.strategy) for case in plan.cases}


def test_each_effort_has_its_workloads_and_strategies() -> None:
    """Quick: one that computes and one that waits; standard: both of each; thorough: the leads."""
    assert pairs(plan_for(2, Choice("quick"))) == {("prime_count", "pool"), ("sleep", "threads")}
    leads = ("prime_count", "hash_chain", "sleep")
    standard = {(workload, name) for workload in leads for name in ("threads", "pool")}
    assert pairs(plan_for(2, Choice("standard"))) == standard
    thorough = {strategy for _, strategy in pairs(plan_for(2, Choice("thorough")))}
    assert thorough == {"threads", "thread_pool", "process", "pool", "process_pool"}


@pytest.mark.parametrize("effort", EFFORT_NAMES)
@pytest.mark.parametrize("cores", [1, 2, 64])
def test_cases_are_cold_small_shares_that_can_run(effort: str, cores: int) -> None:
    """Each once, by the default worker counts; computing never on more workers than cores."""
    plan = plan_for(cores, Choice(effort))
    assert len(set(plan.cases)) == len(plan.cases) > 0
    assert {(case.size, case.state) for case in plan.cases} == {("small", "cold")}
    assert all(case.workers <= cores or case.workload == "sleep" for case in plan.cases)
    assert {1, cores} <= {case.workers for case in plan.cases}
    holding = [
        c.workers for c in plan.cases if (c.workload, c.strategy) == ("prime_count", "threads")
    ]
    assert max(holding, default=1) <= MOST_HOLDING_THREADS


def test_what_is_named_is_run() -> None:
    """Workloads, strategies, start methods, workers and sizes, as for a speedup."""
    choice = Choice("quick", ("word_count",), ("threads", "pool"), ("spawn",), (1, 3), ("medium",))
    plan = plan_for(2, choice)
    assert {(c.strategy, c.start_method, c.workers, c.size) for c in plan.cases} == {
        ("threads", "none", 1, "medium"),
        ("threads", "none", 3, "medium"),
        ("pool", "spawn", 1, "medium"),
        ("pool", "spawn", 3, "medium"),
    }


def test_chunks_follow_the_grown_work() -> None:
    """Four chunks a worker of all shares together: as many items in each as with one worker."""
    cases = plan_for(8, Choice("quick", ("word_count",), ("pool",))).cases
    assert {(case.workers, case.chunksize) for case in cases} == {
        (1, 24), (2, 24), (4, 24), (8, 24),
    }  # fmt: skip


def test_what_has_no_workers_is_left_out_with_the_reason() -> None:
    """The serial loop can't have more of them."""
    plan = plan_for(2, Choice("quick", ("word_count",), ("serial", "threads")))
    assert pairs(plan) == {("word_count", "threads")}
    assert [skip.what for skip in plan.skipped] == ["weak_scaling of serial"]


def test_the_family_is_in_the_whole_plan_where_it_is_wanted() -> None:
    """By default, and where it is named together with workloads; workloads alone mean speedup."""
    machine = Cores(2, 2, 2, None, 2)

    def families(choice: Choice) -> list[str]:
        return list(plan_families(choice, WORKLOADS, STRATEGIES, {}, machine).families)

    assert families(Choice("quick")) == ["speedup", WEAK_SCALING]
    assert families(Choice("quick", ("sleep",), families=(WEAK_SCALING,))) == [WEAK_SCALING]
    assert families(Choice("quick", ("sleep",))) == ["speedup"]


def test_who_computes_has_a_ceiling_of_as_many_workers() -> None:
    """Waiting has none, nor has the serial loop."""
    compared = StrategyFamilies(WORKLOADS, STRATEGIES, 2)
    one = OF_TWO._replace(workload="hash_chain", workers=5)
    assert compared.ceiling_of(one) == 5
    assert compared.ceiling_of(one._replace(workload="sleep")) == 0
    assert compared.ceiling_of(one._replace(strategy="serial")) == 0


def test_the_forecast_grows_with_the_workers_beyond_the_cores() -> None:
    """Eight threads that hold the GIL take about eight shares; two workers on two cores one."""
    compared = StrategyFamilies(WORKLOADS, STRATEGIES, 2)
    case = OF_TWO._replace(workload="prime_count")
    two, eight = (
        sum(compared.forecast(WEAK_SCALING, [case._replace(workers=workers)], 6, 1.0).values())
        for workers in (2, 8)
    )
    assert eight > two


def test_what_a_race_shares_is_in_its_forecast_once() -> None:
    """Two cases of the same work take less than each with a serial loop of its own."""
    compared = StrategyFamilies(WORKLOADS, STRATEGIES, 2)
    cases = [OF_TWO._replace(workload="prime_count", strategy=one) for one in ("threads", "pool")]
    cases[1] = cases[1]._replace(start_method="fork")
    both = sum(compared.forecast("speedup", cases, 6, 1.0).values())
    apart = sum(sum(compared.forecast("speedup", [case], 6, 1.0).values()) for case in cases)
    assert both < apart


def test_words_and_names_tell_grown_work_from_a_speedup() -> None:
    """With one worker both have the same case; the line says how many shares were done."""
    assert shown_id(WEAK_SCALING, OF_TWO) == f"grown-{OF_TWO.id}"
    assert shown_id("speedup", OF_TWO) == OF_TWO.id
    rounds = [Round("rlc", 1.0, 1.0, 1.0, 0.0, False)] * 6
    assert (
        result_text(WEAK_SCALING, OF_TWO, None, rounds, [1.25] * 6).strip()
        == "1.6 shares of 2 in one's time"
    )


LOSES_A_SHARE = """
from contextlib import contextmanager
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy

def run(task, items, chunksize):
    return [task(item) for item in items[:96]]

@contextmanager
def open(workers, start_method):
    yield run

STRATEGY = Strategy(open, "thread", (NO_START_METHOD,), False)
"""


def test_a_run_saves_the_family_by_the_record(checkout: Checkout) -> None:
    """As many shares as workers beside one, and a ceiling; what loses a share is not saved."""
    (checkout.folder / "lightwork" / "strategies" / "faulty.py").write_text(LOSES_A_SHARE)
    done = checkout.pytest(
        "--effort=quick", "--families=weak_scaling", "--workloads=prime_count",
        "--strategies=faulty,pool", "--workers=2", "--benchmark-autosave",
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "96 results for 192 items" in done.stdout
    run = checkout.saved()
    (benchmark,) = run["benchmarks"]
    extra = benchmark["extra_info"]
    assert benchmark["group"] == extra["family"] == WEAK_SCALING
    assert set(benchmark["params"]) == set(CASE_KEYS)
    assert (benchmark["params"]["strategy"], benchmark["params"]["workers"]) == ("pool", 2)
    assert set(extra) == {*PER_CASE_KEYS, *PER_ROUND_KEYS, BLOCK_KEY}
    assert (extra["kind"], extra["tasks"], extra["verified"]) == ("cpu", 2 * 96, True)
    assert extra["void"] is None
    assert set(extra["order"]) <= {"rlc", "clr", "lcr", "lrc", "rcl", "crl"}
    rounds = len(benchmark["stats"]["data"])
    assert {len(extra[key]) for key in PER_ROUND_KEYS} == {rounds}
    assert not run["lightwork"]["finished"]
