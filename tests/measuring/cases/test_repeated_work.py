"""Work that is a few items again and again: the plain loop beside a case runs these few alone."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from lightwork.core.record import CASE, REFERENCE, SPEEDUP, Case
from lightwork.measuring.cases.round_parts import turns
from lightwork.measuring.cases.rounds import RepeatBudget, Rounds, WrongAnswer
from lightwork.measuring.cases.speedup_case import _counts, _parts
from lightwork.measuring.plan.strategy_families import StrategyFamilies
from lightwork.workload import Size, Workload
from tests.measuring.plan.test_speedup import STRATEGIES

FEW = [1, 2]
ALL = [FEW[number] for number in turns(2, 8)]
POOL = Case("job", "own", "pool", "fork", 8, 1, "cold")
NULL = POOL._replace(strategy="serial", start_method="none", workers=1)


def families(task: Callable[[Any], Any] = abs, loop: int | None = 2) -> StrategyFamilies:
    size = Size(8, 8.0, loop)
    job = Workload("cpu", {"own": size}, lambda _: ALL, task, lambda _: ALL, "made up")
    return StrategyFamilies({"job": job}, STRATEGIES, 8)


def one_round(case: Case, compared: StrategyFamilies) -> tuple[Rounds, list[int]]:
    """A round of which each part runs in this process; how many items each part was given."""
    ran: list[int] = []

    def run(task: Callable[[Any], Any], items: Sequence[Any], _chunksize: int) -> list[Any]:
        ran.append(len(items))
        return [task(item) for item in items]

    work, share = compared.work(SPEEDUP, case), compared.share(SPEEDUP, case)
    counts = _counts(case, share)
    own = share.work if share is not None and CASE in counts else work
    parts = _parts(case, work, run, None, share, own)
    rounds = Rounds(parts, work.expected, 6, RepeatBudget(0), counts=counts)
    rounds.before()
    rounds.timed()
    rounds.after()
    return rounds, ran


def test_the_loops_seconds_are_those_of_all_items_and_the_case_runs_all() -> None:
    """Four times two items: reference seconds are what was measured, four times over."""
    rounds, ran = one_round(POOL, families())
    assert ran == [8]
    assert rounds.done[0].reference_seconds == 4 * rounds._seconds[REFERENCE]
    assert rounds.case_seconds == [rounds._seconds[CASE]]


def test_the_null_control_is_the_loop_against_itself() -> None:
    """It runs the two items, too, and counts as often."""
    rounds, ran = one_round(NULL, families())
    assert ran == [2]
    assert rounds.done[0].reference_seconds == 4 * rounds._seconds[REFERENCE]
    assert rounds.case_seconds == [4 * rounds._seconds[CASE]]


def test_work_that_repeats_nothing_is_looped_whole() -> None:
    """As it is with all of the suite's own workloads."""
    for compared in (families(loop=None), families(loop=8)):
        assert compared.share(SPEEDUP, POOL) is None
        rounds, _ = one_round(POOL, compared)
        assert rounds.done[0].reference_seconds == rounds._seconds[REFERENCE]


def test_a_wrong_answer_of_the_loop_is_as_wrong() -> None:
    """Which of its few items it was is said."""
    calls: list[int] = []

    def once_wrong(item: int) -> int:
        calls.append(item)
        return item if len(calls) != 2 else 9

    with pytest.raises(WrongAnswer, match="item 1: got 9, expected 2"):
        one_round(NULL, families(once_wrong))


def test_the_forecast_knows_that_the_loop_is_short() -> None:
    """Of 8 s for all items the loop takes 2 s beside a case, and the null control twice that."""
    compared = families()
    null = compared.forecast(SPEEDUP, NULL, 6, 1.0)
    assert null == pytest.approx(6 * (2 + 2) + 2 + 4, abs=0.2)
    whole = families(loop=None).forecast(SPEEDUP, NULL, 6, 1.0)
    assert whole == pytest.approx(4 * null, rel=0.01)
