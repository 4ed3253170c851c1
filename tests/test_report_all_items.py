"""The forecast of a call on all items of an own function: known answers, and what it decides."""

import math
from pathlib import Path
from typing import Any

import pytest

from benchmarks.intervals import Estimate
from reports.all_items import on_all
from reports.analysis import analyse
from reports.own_verdict import OwnVerdict
from reports.reading import read_run
from reports.verdict import judge
from tests.made_up_own_function import NAME, facts
from tests.made_up_runs import made_up_run, save


def judged(folder: Path, cold_seconds: float | None, **about: Any) -> OwnVerdict:
    """A function on two cores; its cold calls take so many of the plain loop's seconds."""
    run = made_up_run(workloads=(NAME,), strategies=("pool", "thread_pool"))
    run["manyhands"]["own_function"] = facts(**about)
    for made in run["benchmarks"]:
        if made["params"]["state"] == "cold" and made["params"]["strategy"] != "serial":
            loop = made["extra_info"]["reference_seconds"]
            if cold_seconds is not None:
                made["stats"]["data"] = [cold_seconds * one for one in loop]
    verdict = judge(analyse(read_run(save(run, folder)))).own
    assert verdict is not None
    return verdict


def said(verdict: OwnVerdict, topic: str) -> str:
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


def test_where_a_round_is_too_short_to_start_workers_all_items_decide(tmp_path: Path) -> None:
    """Advice and code are for the job, though a cold call on a round is slower than the loop."""
    verdict = judged(tmp_path, 1.5, items_read=20_000)
    take = said(verdict, "Take")
    assert take.startswith("pool, 2 workers, chunks of 4, for all items. A round's 64 alone are")
    assert said(verdict, "All items").startswith("20,000 items: about 1.9")
    assert "125 s → 6" in said(verdict, "All items")
    assert ".Pool(2)" in verdict.code


def test_few_items_are_what_was_measured(tmp_path: Path) -> None:
    """No forecast, and the plain loop stays the advice."""
    verdict = judged(tmp_path, 1.5, items_read=100)
    assert said(verdict, "All items") == ""
    assert said(verdict, "Take").startswith("the plain loop: don't parallelise")
    assert "[work(item) for item in items]" in verdict.code


def test_what_pays_in_a_round_pays_for_all(tmp_path: Path) -> None:
    """The measured advice stays first; the forecast is between cold and kept workers."""
    verdict = judged(tmp_path, None, items_read=2_000)
    topics = [line.topic for line in verdict.lines]
    assert topics[:3] == ["Take", "All items", "Kept workers"]
    assert "over the plain loop" in said(verdict, "Take")
