"""What stands beside an answer: how much work, whether more may be faster, what is recommended."""

from pathlib import Path
from typing import Any

import pytest

from lightwork.reporting.report.several_runs import with_advice
from lightwork.reporting.text.verdict_model import KindVerdict
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_comparison
from tests.fixtures.made_up.runs import analysed, in_blocks, made_up_run


def only_kind(run: dict[str, Any]) -> KindVerdict:
    """The only kind of work that ``run`` has."""
    (kind,) = build_verdict(analysed(run)).kinds
    return kind


def test_on_64_cores_a_long_job_and_one_call_have_their_own_workers() -> None:
    """A call of 310 ms pays with 8 workers, a long job with all; and from which length on."""
    run = made_up_run(64, workloads=["fib"], strategies=["pool", "threads"])
    in_blocks(run)
    kind = only_kind(run)
    assert kind.answers[0].use == "Pool(64)"
    one_call, length = kind.notes
    assert one_call.startswith("one call of 31")
    assert " ms of work, workers started in it (fib): Pool(8), 3.8" in one_call
    # 64 workers of 5 ms each: S = 320 ms; S / (1 - 1 / 56) = 326 ms; 9 * 56 * S = 161 s.
    assert length.startswith("fib: faster than the serial loop from 3")
    assert " ms] of work on, 90 % of its best speedup from 1" in length


def test_where_the_most_tried_is_best_more_may_be_faster() -> None:
    """Waiting with twice the cores, as planned: the end of the plan is no end of the gain."""
    waiting = made_up_run(2, workloads=["sleep"], strategies=["threads"])
    note = "4 was the highest number of workers tested: more may be faster still"
    assert only_kind(waiting).notes == (note,)
    computing = made_up_run(2, workloads=["fib"], strategies=["process"])
    assert only_kind(computing).notes == ()  # there is no third core to gain from


def test_a_row_of_several_workloads_has_the_interval_of_one() -> None:
    """The speedup of that which gains least, as its own line has it, and up to what others gain."""
    works = ["sleep", "sleep_uneven"]
    kind = only_kind(made_up_run(2, workloads=works, strategies=["threads"], spread=0.1))
    (row,) = kind.answers
    bests = [best for work in kind.works for _, best in work.states]
    least, most = sorted(bests, key=lambda best: float(best.speedup.value[:-1]))
    assert row.reach == f"{least.speedup}, up to {most.speedup.value}"


def test_seconds_fit_the_speedup_beside_them() -> None:
    """Serial seconds over parallel ones are the speedup, to the digits that are printed."""
    for work in only_kind(made_up_run(2, workloads=["fib", "mandelbrot"], spread=0.1)).works:
        for _, best in work.states:
            before, after = (float(text.split()[0]) for text in (best.serial, best.seconds))
            assert before / after == pytest.approx(float(best.speedup.value[:-1]), rel=0.01)


def test_cautions_name_the_state() -> None:
    """Of which job what is said is."""
    run = made_up_run(2, workloads=["sleep"], strategies=["thread_pool"], rounds=6)
    for one in run["benchmarks"]:
        one["extra_info"]["disturbed"] = [one["params"]["state"] == "cold", *[True] * 5]
    cautions = only_kind(run).cautions
    assert cautions == (
        "sleep, long job, ThreadPoolExecutor, 4 workers: 6 of 6 rounds disturbed",
        "sleep, one call, ThreadPoolExecutor, 4 workers: 6 of 6 rounds disturbed",
    )


def test_advice_for_several_machines_is_that_of_their_reports(tmp_path: Path) -> None:
    """Without intervals the serial loop, and that the rest is inconclusive."""
    few = made_up_comparison(machines=[MadeUpMachine("a", 4)], rounds=5, folder=tmp_path)
    (series,) = with_advice(few).series
    assert series.advice
    for one in series.advice:
        assert one.use.startswith("serial loop")
        assert one.gain == "no interval"
        assert one.worth_it == "inconclusive"
