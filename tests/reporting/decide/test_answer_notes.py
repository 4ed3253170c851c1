"""What stands beside an answer: how much work, whether more may gain, and why nothing is told."""

from pathlib import Path
from typing import Any

from lightwork.reporting.charts.speedup import speedup
from lightwork.reporting.report.several_runs import with_advice
from lightwork.reporting.text.figures import CANT_TELL
from lightwork.reporting.text.verdict_model import KindAnswer
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_comparison
from tests.fixtures.made_up.runs import analysed, made_up_run


def answered(run: dict[str, Any]) -> KindAnswer:
    """The answer for the only kind of work that ``run`` has."""
    answer = build_verdict(analysed(run)).kinds[0].answer
    assert answer is not None
    return answer


def of_size(run: dict[str, Any], size: str) -> dict[str, Any]:
    for one in run["benchmarks"]:
        one["params"]["size"] = size
    return run


def test_on_64_cores_kept_workers_and_too_little_work_are_said() -> None:
    """A cold call of 310 ms pays with 8 workers only: that is the work's fault, and said so."""
    run = made_up_run(64, workloads=["fib"], strategies=["pool", "threads"])
    answer = answered(run)
    assert answer.name == "pool, 8 workers"
    assert answer.work.endswith(" ms of work in a call")
    assert 290 < float(answer.work.split()[0]) < 330
    kept, small = answer.notes
    assert kept.startswith("workers kept: pool, 64 workers: 5")
    assert small == "the work is too small for all 64 cores: try --sizes large"
    large = answered(of_size(run, "large")).notes
    assert large[-1].endswith("all 64 cores: more work in a call gains more")


def test_enough_work_needs_no_word() -> None:
    """On two cores both are used, and keeping workers gains no half of it again."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "threads"])
    assert answered(run).notes == ()


def test_where_the_most_tried_is_best_more_may_gain() -> None:
    """Waiting with twice the cores, as planned: the end of the plan is no end of the gain."""
    waiting = made_up_run(2, workloads=["sleep"], strategies=["threads"])
    assert answered(waiting).notes == ("4 workers: the most tried, more may gain",)
    computing = made_up_run(2, workloads=["fib"], strategies=["pool"])
    assert answered(computing).notes == ()  # there is no third core to gain from


def test_why_nothing_is_told() -> None:
    """An interval far from 1 that tells nothing says why; so does one that includes 1."""
    far = made_up_run(2, workloads=["fib", "mandelbrot"], rounds=6, spread=0.25)
    noisy = answered(far).notes[0]
    assert noisy == "not told: its interval reaches into the noise of this run"
    for one in far["benchmarks"]:
        if one["params"]["strategy"] == "serial":
            one["stats"]["data"] = one["extra_info"]["reference_seconds"]
    answer = answered(far)
    assert answer.sure == "can't tell"
    assert answer.name.startswith("can't tell: ")
    assert answer.name.endswith(" looks best")
    assert answer.notes[0].startswith("not told: 6 rounds are too few where ")
    near = made_up_run(2, workloads=["fib"], strategies=["pool"], spread=0.9)
    assert answered(near).notes[0] == "not told: its interval includes 1"
    slow = made_up_run(1, workloads=["fib"], strategies=["threads"], spread=0.3)
    for one in slow["benchmarks"]:
        one["stats"]["data"] = [1.2 * value for value in one["stats"]["data"]]
    answer = answered(slow)
    assert (answer.use, answer.sure) == ("the plain loop", "can't tell")
    assert answer.notes[0].startswith(
        "not told: none came out faster, though intervals reach up to"
    )
    few = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=5)
    assert "5 rounds, 6 are needed" in answered(few).notes[0]


def test_what_can_gain_nothing_needs_no_reason() -> None:
    """Where no interval reaches 1.10 the answer is told: don't."""
    run = made_up_run(1, workloads=["fib"], strategies=["pool", "threads"], spread=0.01)
    answer = answered(run)
    assert (answer.use, answer.sure, answer.notes) == ("the plain loop", "don't", ())


def test_the_chart_says_the_highest_of_what_is_not_told() -> None:
    """No "nothing" above a picture that shows 2×."""
    run = made_up_run(2, workloads=["fib", "mandelbrot"], rounds=6, spread=0.25)
    analysis = analysed(run)
    most = build_verdict(analysis).kinds[0].answer
    assert most is not None
    words = speedup.finding(analysis)
    assert words.startswith("Nothing is told to be faster than the plain loop for pure Python")
    assert f"(highest {most.most.value}" in words


def test_advice_for_several_machines_says_once_that_nothing_is_told(tmp_path: Path) -> None:
    """There it stands in one line with how sure it is."""
    few = made_up_comparison(machines=[MadeUpMachine("a", 4)], rounds=5, folder=tmp_path)
    (series,) = with_advice(few).series
    assert series.advice
    for told in series.advice:
        assert told.use.endswith(" looks best")
        assert CANT_TELL not in told.use
        assert told.sure == CANT_TELL
