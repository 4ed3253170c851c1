"""Which cases an own function gets, by what is known of it; made-up facts."""

import math
from typing import Any

import pytest

from lightwork.measuring.host.cores import Cores
from lightwork.measuring.launcher.targets import Refused, parse_target
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.speedup import Plan
from lightwork.measuring.user_function.facts import Facts
from lightwork.measuring.user_function.gil_shares import GIL_SHARE, MIXED, WAITING_SHARE, Classified
from lightwork.measuring.user_function.messages import facts_lines
from lightwork.measuring.user_function.options import COUNT_FORM, ItemSource, UserFunctionRequest
from lightwork.measuring.user_function.plan import UserFunctionPlanner
from lightwork.measuring.user_function.probe import (
    MOST_ROUND_ITEMS,
    WantedRound,
    size_of_round,
    with_waiting,
)
from lightwork.measuring.user_function.round_items import RoundSize
from lightwork.strategies import (
    interpreters,
    pool,
    pool_imap,
    process_pool,
    serial,
    thread_pool,
    threads,
)
from lightwork.strategy import Strategy
from tests.fixtures.places import USER_FUNCTIONS

CORES = Cores(2, 2, 2, None, 2)
STRATEGIES: dict[str, Strategy] = {
    module.__name__.rpartition(".")[2]: module.STRATEGY
    for module in (interpreters, pool, pool_imap, process_pool, serial, thread_pool, threads)
}
WORKS: dict[str, str | None] = dict.fromkeys(("threads", "fork", "forkserver", "spawn"))
NOT_CLASSIFIED = Classified("", False, {}, "no samples", (0.0, 0.0), 0.0)


def facts(modes: dict[str, str | None] | None = None, **changed: Any) -> Facts:
    target = parse_target("--workload", "good.py:spin", USER_FUNCTIONS)
    whole = Facts(
        options=UserFunctionRequest(target, ItemSource("40", 40), None, 60.0),
        items=40,
        more=False,
        form=COUNT_FORM,
        size=RoundSize(40, 40, 40),
        seconds=(0.004,) * 40,
        round_seconds=0.16,
        refusals={},
        bytes_in=5,
        bytes_out=17,
        import_bytes=4_000_000,
        effects={},
        import_effects={},
        printed=0,
        output="",
        classified=NOT_CLASSIFIED,
        import_seconds=(0.03, 0.04),
        differs="",
        modes=WORKS if modes is None else modes,
        worker_bytes=None,
    )
    return whole._replace(**changed)


def planned(known: Facts, kind: str = "cpu", cores: Cores = CORES, **chosen: Any) -> Plan:
    return UserFunctionPlanner(Choice("quick", **chosen), known, kind, STRATEGIES, cores).plan()


def test_the_most_telling_cases_come_first() -> None:
    """Null control, threads, the usual default, kept workers; then chunks and start methods."""
    plan = planned(facts())
    assert [case.strategy for case in plan.cases[:4]] == [
        "serial", "threads", "pool", "thread_pool",
    ]  # fmt: skip
    assert plan.cases[3].state == "warm"
    assert plan.cases[2].chunksize == 5  # the library's own rule: four chunks a worker
    assert {case.workload for case in plan.cases} == {"good.spin"}
    ids = {case.id.removeprefix("good.spin-own-") for case in plan.cases}
    assert {"pool-fork-2w-1c-cold", "pool-fork-2w-20c-cold", "pool-spawn-2w-5c-cold",
            "pool-fork-2w-5c-warm", "thread_pool-none-2w-5c-warm", "threads-none-1w-10c-cold",
            "process_pool-fork-2w-5c-cold", "pool_imap-fork-2w-5c-cold"} <= ids  # fmt: skip
    assert len(ids) == len(plan.cases)
    assert plan.skipped == ()


def test_of_what_holds_the_gil_processes_come_first() -> None:
    """And on a large host how many of them, before what else there is; threads still have a say."""
    known = facts(classified=NOT_CLASSIFIED._replace(name=GIL_SHARE))
    first = planned(known, cores=Cores(8, 8, 8, None, 8)).cases[:6]
    assert [(case.strategy, case.workers, case.state) for case in first] == [
        ("serial", 1, "cold"), ("pool", 8, "cold"), ("threads", 8, "cold"), ("pool", 8, "warm"),
        ("pool", 4, "cold"), ("pool", 2, "cold"),
    ]  # fmt: skip


@pytest.mark.parametrize("class_name", [GIL_SHARE, MIXED, "", WAITING_SHARE])
def test_of_slow_items_what_takes_minutes_a_round_is_not_planned(class_name: str) -> None:
    """Few of 64 workers are not, unless named; threads that take turns come last."""
    slow = facts(
        classified=NOT_CLASSIFIED._replace(name=class_name),
        items=200,
        size=RoundSize(64, 2, 2),
        round_seconds=64.0,
    )
    many = Cores(64, 64, 64, None, 64)
    kind = {GIL_SHARE: "cpu", WAITING_SHARE: "sleep"}.get(class_name, "mixed")
    plan = planned(slow, kind, many)
    most = 64 if class_name == GIL_SHARE else 128
    assert {case.workers for case in plan.cases[1:]} == {most, 64, 32, 16} | {most // 8}
    assert [skip.what for skip in plan.skipped] == [f"fewer than {most // 8} workers"]
    by_threads = [n for n, case in enumerate(plan.cases) if "thread" in case.strategy]
    if class_name == GIL_SHARE:
        assert by_threads[-1] == by_threads[0] + len(by_threads) - 1 == len(plan.cases) - 1
    else:
        assert by_threads[0] == 1
    named = planned(slow, kind, many, workers=(1, 64))
    assert {case.workers for case in named.cases if case.strategy == "pool"} == {1, 64}


def test_no_more_workers_than_items_are_planned_unless_named() -> None:
    """Of ten items on 64 cores ten workers are the most; of one nothing runs side by side."""
    many = Cores(64, 64, 64, None, 64)
    plan = planned(facts(items=10), cores=many)
    assert {case.workers for case in plan.cases} == {1, 2, 4, 8, 10}
    assert [skip.what for skip in plan.skipped] == ["more than 10 workers"]
    assert {case.workers for case in planned(facts(items=1), cores=many).cases} == {1}
    assert {c.workers for c in planned(facts(items=10), cores=many, workers=(64,)).cases} == {1, 64}


def test_waiting_gets_more_workers_than_cores_and_still_the_usual_default() -> None:
    """Four on two cores; ``Pool()`` with two, for the regret."""
    plan = planned(facts(), "sleep")
    assert {case.workers for case in plan.cases if case.strategy == "threads"} == {1, 2, 4}
    assert any(case.strategy == "pool" and case.workers == 2 for case in plan.cases[:4])


@pytest.mark.parametrize(
    ("broken", "gone"),
    [
        ({"threads"}, {"threads", "thread_pool"}),
        ({"fork", "forkserver", "spawn"}, {"pool", "process_pool", "pool_imap"}),
    ],
)
def test_what_does_not_work_is_left_out_with_its_reason(broken: set[str], gone: set[str]) -> None:
    """No case of it; the plan says why."""
    plan = planned(facts({mode: "it fails" if mode in broken else None for mode in WORKS}))
    assert not gone & {case.strategy for case in plan.cases}
    assert {skip.reason for skip in plan.skipped} == {"it fails"}


def test_where_fork_fails_another_start_method_takes_its_place() -> None:
    """The first that works."""
    plan = planned(facts({"threads": None, "fork": "hangs", "forkserver": "hangs", "spawn": None}))
    assert {case.start_method for case in plan.cases if case.strategy == "pool"} == {"spawn"}


def test_what_is_named_is_what_runs() -> None:
    """Strategies, workers and start methods of the command line; beside the null control."""
    plan = planned(facts(), strategies=("pool",), workers=(3,), start_methods=("spawn",))
    assert [case.strategy for case in plan.cases] == ["serial", "pool", "pool"]
    assert {case.workers for case in plan.cases[1:]} == {3}
    assert {case.start_method for case in plan.cases[1:]} == {"spawn"}


def first(**changed: Any) -> dict[str, Any]:
    whole = {
        "saved": 4,
        "seconds": [0.1] * 4,
        "items": 4,
        "bytes_in": [5] * 4,
        "bytes_out": [5] * 4,
    }
    return whole | changed


def test_items_that_are_too_large_are_refused() -> None:
    """With their size, and what to give instead."""
    huge = first(saved=1, bytes_in=[300_000_000], bytes_out=[5])
    with pytest.raises(Refused, match=r"300,000,000 bytes pickled, too large .* give a path"):
        size_of_round(huge, WantedRound(0.15, 2, ()))
    assert size_of_round(first(), WantedRound(0.15, 2, ())) == RoundSize(4, 4, 4)
    tiny = first(saved=9000, seconds=[1e-6] * 9000, items=9000)
    assert size_of_round(tiny, WantedRound(0.15, 2, ())).items == MOST_ROUND_ITEMS


def test_what_waits_has_items_for_twice_as_many_workers_as_cores() -> None:
    """Two long items are taken twice, and looped once; what computes is left as it is."""
    wanted, two = WantedRound(0.15, 2, ()), RoundSize(2, 2, 2)
    waiting = NOT_CLASSIFIED._replace(name=WAITING_SHARE)
    assert with_waiting(two, waiting, wanted) == RoundSize(4, 2, 2)
    assert with_waiting(two, NOT_CLASSIFIED._replace(name=GIL_SHARE), wanted) == two
    assert with_waiting(RoundSize(9, 9, 9), waiting, wanted) == RoundSize(9, 9, 9)
    few = RoundSize(3, 3, 3)  # as many as can be carried
    assert with_waiting(few, waiting, wanted) == RoundSize(4, 3, 4)
    four = wanted._replace(fewest_items=4)  # abca, whose double is abcabcab
    assert with_waiting(RoundSize(4, 3, 4), waiting, four) == RoundSize(8, 3, 8)


def test_what_is_known_is_shown_before_the_plan() -> None:
    """Items and class always; what is odd only where it is."""
    plain = list(facts_lines(facts()))
    assert plain[0].startswith("40 items, 4 ms [4, 4] each")
    assert plain[1] == "class: can't tell: no samples"
    odd = facts(
        {"threads": "other answers", "fork": None},
        more=True,
        size=RoundSize(80, 40, 80),
        printed=12,
        output="hello",
        effects={"writes files": {"count": 3, "names": ["a.txt"]}},
    )
    text = " | ".join(facts_lines(odd))
    for words in ("or more", "again and again", "prints 12 bytes", "writes files (3 times, a.txt)",
                  "not measured by threads: other answers"):  # fmt: skip
        assert words in text
    refused = facts(refusals={"function": "a lambda"})
    assert "no worker processes" in " | ".join(facts_lines(refused))


def test_facts_are_saved_as_plain_json() -> None:
    """Without NaN, which is no JSON: too few items have no interval."""
    described = facts(seconds=(0.1, 0.2), size=RoundSize(4, 2, 4)).describe()
    assert described["item_seconds"]["low"] is None
    assert not any(isinstance(value, float) and math.isnan(value) for value in described.values())
