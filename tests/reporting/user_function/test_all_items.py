"""The forecast of a call on all items of an own function: known answers, and what it decides."""

import math
from typing import Any

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.text.verdict_model import UserFunctionVerdict, Verdict
from lightwork.reporting.user_function.all_items import on_all
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run
from tests.fixtures.made_up.user_function import NAME, facts


def judged_run(cold_seconds: float | None, **about: Any) -> Verdict:
    """A function on two cores; its cold calls take so many of the plain loop's seconds."""
    run = made_up_run(workloads=(NAME,), strategies=("pool", "thread_pool"))
    run["lightwork"]["own_function"] = facts(**about)
    for made in run["benchmarks"]:
        if made["params"]["state"] == "cold" and made["params"]["strategy"] != "serial":
            loop = made["extra_info"]["reference_seconds"]
            if cold_seconds is not None:
                made["stats"]["data"] = [cold_seconds * one for one in loop]
    return build_verdict(analysed(run))


def judged(cold_seconds: float | None, **about: Any) -> UserFunctionVerdict:
    """What is said of the function itself; see `judged_run`."""
    verdict = judged_run(cold_seconds, **about).own
    assert verdict is not None
    return verdict


def said(verdict: UserFunctionVerdict, topic: str) -> str:
    return " | ".join(line.text for line in verdict.lines if line.topic == topic)


@pytest.mark.parametrize(
    ("cold", "warm", "rounds", "speedup"),
    [(1.0, 2.0, 3.0, 1.5), (2.0, 2.0, 10.0, 2.0), (0.5, 4.0, 2.0, 2 / 2.25), (0.1, 50, 1e6, 49.97)],
)
def test_a_call_takes_one_cold_round_and_then_warm_ones(
    cold: float, warm: float, rounds: float, speedup: float
) -> None:
    """By hand; the interval is made of both ends and is as sure as both together."""
    ends = Estimate(cold, 0.9 * cold, 1.2 * cold, 0.95, 9), Estimate(warm, warm, warm, 0.96, 6)
    found = on_all(*ends, rounds)
    assert math.isclose(found.value, speedup, rel_tol=1e-3)
    assert found.low < found.value <= found.high
    assert math.isclose(found.confidence, 0.91)
    assert found.rounds == 6


def test_where_a_round_is_too_short_to_start_workers_all_items_decide() -> None:
    """Advice and code are for the job, though a cold call on a round is slower than the loop."""
    verdict = judged(1.5, items_read=20_000)
    take = said(verdict, "Take")
    assert take.startswith("pool, 2 workers, chunks of 4, for all 20,000 items. A round's")
    assert said(verdict, "All items").startswith("20,000 items: about 1.9")
    assert "125 s → 6" in said(verdict, "All items")
    assert ".Pool(2)" in verdict.code


def test_few_items_are_what_was_measured() -> None:
    """No forecast, and the plain loop stays the advice."""
    verdict = judged(1.5, items_read=100)
    assert said(verdict, "All items") == ""
    assert said(verdict, "Take").startswith("the plain loop: don't parallelise")
    assert "[work(item) for item in items]" in verdict.code


def test_what_pays_in_a_round_pays_for_all() -> None:
    """The measured advice stays first; the forecast is between cold and kept workers."""
    verdict = judged(None, items_read=2_000)
    topics = [line.topic for line in verdict.lines]
    assert topics[:3] == ["Take", "All items", "Kept workers"]
    assert "over the plain loop" in said(verdict, "Take")


def many_cores(**about: Any) -> Verdict:
    """64 cores; a worker takes 4 thousandths of the loop to start, so 16 are best in a round."""
    run = made_up_run(64, workloads=(NAME,), strategies=("pool", "thread_pool"))
    run["lightwork"]["own_function"] = facts(**about)
    for made in run["benchmarks"]:
        workers = made["params"]["workers"]
        if made["params"]["state"] == "cold" and made["params"]["strategy"] == "pool":
            loop = made["extra_info"]["reference_seconds"]
            made["stats"]["data"] = [(1 / workers + 0.004 * workers) * one for one in loop]
    return build_verdict(analysed(run))


def test_few_of_many_cores_are_best_in_a_round_and_all_of_them_for_all() -> None:
    """20,000 items ask for 64 workers where a round's 64 ask for 16; code and answers agree."""
    verdict = many_cores(items_read=20_000)
    assert verdict.own is not None
    take = said(verdict.own, "Take")
    assert take.startswith("pool, 64 workers, chunks of 4, for all 20,000 items. A round's 64")
    assert "best there pool, 16 workers" in take
    assert ".Pool(64)" in verdict.own.code
    assert "64 workers" in said(verdict.own, "Memory")
    assert said(verdict.own, "Over Pool()").endswith("all items ask for, nothing to regret")
    (kind,) = verdict.kinds
    assert kind.answer is not None
    assert kind.answer.name == "pool, 64 workers for all 20,000 items"
    assert "Of a round's 64 items: Use processes" in kind.headline
    assert "16 workers" in kind.headline
    for lines in (verdict.scaling, verdict.brief_scaling):
        assert lines[0].topic == "Of a round's 64 items"
        assert "all 20,000 items ask for 64 workers" in lines[0].text


def test_where_few_workers_may_be_as_good_for_all_items_the_round_decides() -> None:
    """Of 200 items a call of 64 workers gains less than 16 may, which were not tried longer."""
    verdict = many_cores(items_read=200).own
    assert verdict is not None
    assert said(verdict, "Take").startswith("pool, 16 workers")
    assert ".Pool(16)" in verdict.code


def test_the_general_verdict_does_not_contradict_the_advice() -> None:
    """The forecast is the answer, and called one; don't parallelise is said of a round's items."""
    verdict = judged_run(1.5, items_read=20_000)
    (kind,) = verdict.kinds
    assert kind.headline.startswith("Use pool, 2 workers for all 20,000 items: about 1.9")
    assert "a forecast. Of a round's 64 items: Don't parallelise" in kind.headline
    assert kind.answer is not None
    assert kind.answer.name == "pool, 2 workers for all 20,000 items"
    assert kind.answer.gain.startswith("1.9")
    assert (kind.answer.sure, kind.answer.work) == ("a forecast", "125 s of work in a call")


@pytest.mark.parametrize(("cold", "read"), [(1.5, 100), (None, 20_000)])
def test_the_general_verdict_stays_where_no_forecast_decides(cold: float | None, read: int) -> None:
    """Few items, and a round that pays by itself: not a word of a round."""
    (kind,) = judged_run(cold, items_read=read).kinds
    assert "a round's" not in f"{kind.headline}{kind.answer}"
    assert "a forecast" not in f"{kind.headline}{kind.answer}"


def test_all_items_are_not_claimed_where_some_were_not_read() -> None:
    """Those that were read are the first; and how sure the interval is stands beside it."""
    verdict = judged(1.5, items_read=20_000, more_items=True, distinct_items=32)
    assert "for the first 20,000 items. A round's 64 alone" in said(verdict, "Take")
    words = said(verdict, "All items")
    assert words.startswith("the first 20,000 items: about")
    assert "interval of at least 90 %" in words
    assert words.endswith("like the first 32")


def test_the_loop_is_forecast_by_its_measured_rounds() -> None:
    """Not by the first look at the function, which may have met it cold."""
    words = said(judged(1.5, items_read=20_000, mean_item_seconds=99.0), "All items")
    assert "125 s → 6" in words


def test_a_file_whose_rounds_have_no_items_is_read() -> None:
    """Whatever it says, it ends no report."""
    judged(1.5, items_read=200, round_items=0)


@pytest.mark.parametrize(
    ("read", "more", "told"),
    [
        (10, False, "your 10 up to 64: take this for so many. Of 10 at most 10 workers"),
        (40, False, "your 40 up to 64: take this for so many; on fewer, starting"),
        (64, False, ""), (10, True, ""), (0, False, ""),
    ],
)  # fmt: skip
def test_fewer_items_than_a_round_has_are_said(read: int, more: bool, told: str) -> None:
    """A speedup by 16 workers for 64 items is none for 10; a tampered file may say 0."""
    verdict = many_cores(items_read=read, more_items=more).own
    assert verdict is not None
    words = said(verdict, "Few items")
    assert (told in words) if told else not words
