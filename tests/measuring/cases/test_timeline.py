"""Who worked when: what workers note, what the parent makes of it, and what is saved."""

from typing import Any

import pytest

from lightwork.core.record import TIMELINE_KEYS, Case
from lightwork.measuring.cases.round_parts import RoundWork, WholeRun, work_of
from lightwork.measuring.cases.timeline import Timeline, Tracing, Untraced, check, traced
from lightwork.measuring.host.cores import Cores
from lightwork.measuring.plan.choice import Choice
from lightwork.measuring.plan.traced_cases import tracing_of
from lightwork.measuring.save.extra_info import describe_timeline
from lightwork.measuring.session.catalog import load_strategies, load_workloads
from lightwork.strategies import serial
from tests.fixtures.strategy_leftovers import clean_and_quick  # noqa: F401 - a fixture for every test here

CASES = [
    ("threads", "none", "cold"),
    ("thread_pool", "none", "cold"),
    ("pool", "fork", "cold"),
    ("pool_async", "spawn", "cold"),
    ("process", "forkserver", "cold"),
    ("process_pool", "fork", "cold"),
    ("manager", "fork", "cold"),
    ("shared_memory", "fork", "cold"),
]


@pytest.fixture(scope="module")
def work() -> RoundWork:
    return work_of(load_workloads()["sleep"], "small")


def timeline_of(strategy: str, method: str, state: str, work: RoundWork) -> Timeline:
    case = Case("sleep", "small", strategy, method, 2, 3, state)
    how = load_strategies()[strategy]
    with serial.open(1, "none") as loop:
        return traced(case, how, Tracing("small", True, 1), work, WholeRun(loop, work, 1))


@pytest.mark.parametrize(("strategy", "method", "state"), CASES)
def test_every_task_is_noted_on_one_clock(
    strategy: str, method: str, state: str, work: RoundWork
) -> None:
    """All 24 naps of 4 ms of at most two workers, between the round's moments, none at once."""
    timeline = timeline_of(strategy, method, state, work)
    assert sum(len(spans) for spans in timeline.workers) == 24
    assert 1 <= len(timeline.workers) <= 2
    assert timeline.opened > 0
    assert timeline.results <= timeline.closed
    assert timeline.serial is not None
    assert timeline.serial >= 24 * 4000
    for spans in timeline.workers:
        moments = [0, *(moment for span in spans for moment in span), timeline.results]
        assert moments == sorted(moments)
        assert all(end - start >= 3999 for start, end in spans)  # cut to whole microseconds


def test_the_parent_checks_what_the_workers_noted() -> None:
    """A lost task or another clock gives no timeline, and says why."""
    good = [[(10, 20), (20, 30)], [(12, 22)]]
    check(good, 3, 10, 30)
    with pytest.raises(Untraced, match="noted 3 tasks, expected 4"):
        check(good, 4, 10, 30)
    for begin, results in ((11, 30), (10, 29)):
        with pytest.raises(Untraced, match="clock"):
            check(good, 3, begin, results)
    with pytest.raises(Untraced, match="clock"):
        check([[(10, 25), (20, 30)]], 2, 0, 99)


MADE_UP = Timeline("small", True, 5, 90, 95, None, [[(10, 20), (25, 40)], [(11, 80)]])


@pytest.mark.parametrize(
    ("whole", "key", "texts"),
    [(True, "spans", ["10 20 25 40", "11 80"]), (False, "sums", ["10 40 25 2", "11 80 69 1"])],
)
def test_a_timeline_is_saved_in_a_text_per_worker(whole: bool, key: str, texts: list[str]) -> None:
    """Every task where it is drawn; first start, last end, busy and tasks where it is not."""
    saved = describe_timeline(MADE_UP._replace(whole=whole))
    assert saved[key] == texts
    assert set(saved) == set(TIMELINE_KEYS) - ({"spans", "sums"} - {key})
    assert saved["tasks"] == 3


def tracing(workload: str, strategy: str, workers: int, size: str = "medium") -> Tracing | None:
    workloads = load_workloads()
    case = Case(workload, size, strategy, "fork", workers, 1, "cold")
    cores = Cores(2, 2, 2, None, 2)
    return tracing_of(case, workloads, load_strategies(), cores, Choice("standard"))


def test_the_serial_loop_and_the_ceiling_are_not_traced() -> None:
    """Neither has workers that are started inside its clock."""
    assert tracing("sleep", "serial", 1) is None
    assert tracing("sleep", "ceiling", 2) is None


@pytest.mark.parametrize(
    ("workload", "workers", "whole"),
    [("prime_count", 2, True), ("sleep", 4, False), ("sleep", 2, False), ("fib", 2, False)],
)
def test_every_task_is_saved_only_where_it_is_drawn(
    workload: str, workers: int, whole: bool
) -> None:
    """What `DRAWN` names at the focus number of workers; of others the sums do."""
    found = tracing(workload, "pool", workers)
    assert found is not None
    assert found.whole is whole


def test_fewer_workers_than_the_report_shows_are_not_traced() -> None:
    """Each traced case costs two calls, and the report shows the usable cores and the focus."""
    assert tracing("prime_count", "pool", 1) is None


def test_the_picture_takes_the_tutorial_s_second() -> None:
    """The waves' rounds are short, but their traced round has nine naps of one second."""
    found = tracing("naps", "pool_async", 3)
    assert found is not None
    assert (found.size, found.whole) == ("large", True)
    assert list(load_workloads()["naps"].items("large")) == [1.0] * 9
    plain = tracing("naps", "pool", 2)
    assert plain is not None
    assert plain.size == "medium"


def test_a_picture_is_of_a_round_of_middling_length(work: RoundWork) -> None:
    """Where a case is drawn, three rounds are traced; of the others one."""
    pictured, other = tracing("prime_count", "pool", 2), tracing("fib", "pool", 2)
    assert pictured is not None
    assert other is not None
    assert (pictured.rounds, other.rounds) == (3, 1)
    opened: list[int] = []
    how = load_strategies()["thread_pool"]

    def counted(workers: int, method: str) -> Any:
        opened.append(workers)
        return how.open(workers, method)

    case = Case("sleep", "small", "thread_pool", "none", 2, 3, "cold")
    timeline = traced(case, how._replace(open=counted), Tracing("small", True, 3), work, None)
    assert opened == [2, 2, 2]
    assert timeline.serial is None
