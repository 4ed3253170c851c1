"""What is recommended, what is inconclusive, and how it is worded."""

import math
from typing import Any

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import (
    TERMINAL_WIDTH,
    number_text,
    seconds_text,
    times_between,
)
from lightwork.reporting.text.verdict_model import Verdict, WorkVerdict
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run


def judged(**about: Any) -> Verdict:
    return build_verdict(analysed(made_up_run(**about)))


def judged_run(run: dict[str, Any]) -> Verdict:
    return build_verdict(analysed(run))


def work_of(verdict: Verdict, name: str) -> WorkVerdict:
    return next(work for kind in verdict.kinds for work in kind.works if work.name == name)


def test_two_cores_recommend_processes_for_computing_and_threads_for_waiting() -> None:
    """The verdict names the mechanism that is truly best, and that threads are slower."""
    verdict = judged()
    said = {kind.heading: kind.headline for kind in verdict.kinds}
    computing = said["Pure Python"]
    assert computing.startswith(("Use Pool.map with", "Use Process with"))
    assert "with 2 workers" in computing
    assert "Threads are slower (" in computing
    assert said["Waiting"].startswith(("Use Thread with", "Use ThreadPoolExecutor with"))
    assert "with 4 workers" in said["Waiting"]
    assert said["C code without GIL"].startswith(("Use Thread with", "Use ThreadPoolExecutor with"))
    sleep = work_of(verdict, "sleep")
    assert sleep.cold is not None
    assert sleep.cold.speedup.value in {f"{x / 100:.2f}×" for x in range(385, 415)}


def test_where_workloads_differ_each_figure_belongs_to_its_mechanism() -> None:
    """One workload of a kind is best by threads, the other by a pool: both are named."""
    run = made_up_run(2, workloads=["sleep", "sleep_uneven"], strategies=["threads", "pool"])
    for one in run["benchmarks"]:
        case = one["params"]
        if case["workload"] == "sleep_uneven" and case["strategy"] == "threads":
            one["stats"]["data"] = [3 * value for value in one["stats"]["data"]]
    (kind,) = judged_run(run).kinds
    works = {work.name: work.long for work in kind.works}
    for name, mechanism in (("sleep", "Thread"), ("sleep_uneven", "Pool.map")):
        best = works[name]
        assert best is not None
        assert best.mechanism == mechanism
        assert f"for {name} ({best.speedup.value})" in kind.headline
    assert [row.works for row in kind.answers] == ["sleep", "sleep_uneven"]


def test_threads_that_may_be_equivalent_are_called_undecided() -> None:
    """Rounds from 0.8× to 2.5×: nothing is shown, and nothing is denied."""
    run = made_up_run(2, workloads=("prime_count",), strategies=("threads", "pool"))
    for made in run["benchmarks"]:
        if made["params"]["strategy"] == "threads":
            loop = made["extra_info"]["reference_seconds"]
            made["stats"]["data"] = [
                one / (0.8, 2.5)[number % 2] for number, one in enumerate(loop)
            ]
    (kind,) = judged_run(run).kinds
    assert "Threads may be as fast, which is inconclusive (1.65×)." in kind.headline


def test_threads_at_a_twentieth_are_no_winners() -> None:
    """Where a pool reaches 1.9×, threads are slower, in words and in no list of equivalents."""
    for name in ("fib", "prime_count", "mandelbrot", "word_count"):
        work = work_of(judged(), name)
        assert work.threads_reach.words == "slower"
        assert work.cold is not None
        assert not {"Thread", "ThreadPoolExecutor"} & {*work.cold.equivalent, *work.cold.undecided}


def test_one_core_says_don_t_parallelise_computing() -> None:
    """Where no interval reaches 1.10, the advice is: don't."""
    verdict = judged(usable=1, strategies=["threads", "pool"], spread=0.01)
    said = {kind.heading: kind.headline for kind in verdict.kinds}
    assert said["Pure Python"].startswith("Don't parallelise: no candidate's interval")
    assert said["Waiting"].startswith("Use Thread with")
    fib = work_of(verdict, "fib")
    assert fib.cold is not None
    assert fib.cold.name.startswith("serial loop (best: ")


def test_wide_intervals_are_not_taken_for_a_no() -> None:
    """Where a gain is possible but not certain, the verdict is inconclusive, with a remedy."""
    (kind,) = judged(workloads=["fib"], strategies=["pool"], spread=0.9).kinds
    assert kind.headline.startswith("Inconclusive: ")
    assert kind.headline.endswith("Rerun on an idle machine or with --effort thorough.")
    assert kind.answers[0].use == "serial loop"
    assert kind.answers[0].worth_it == "inconclusive"


def test_five_rounds_give_no_interval() -> None:
    """Without intervals there is no recommendation but how many rounds it takes."""
    verdict = judged(workloads=["fib"], strategies=["pool"], rounds=5)
    assert "one mechanism has 5 rounds, too few for an interval" in verdict.kinds[0].headline


def test_who_is_equivalent_to_the_best_is_named() -> None:
    """Pool and process differ by less than 5 %: with many rounds that is shown; manager's not."""
    fib = work_of(judged(workloads=["fib"], rounds=30), "fib")
    assert fib.cold is not None
    assert fib.cold.mechanism == "Pool.map"
    group = {fib.cold.mechanism, *fib.cold.equivalent}
    assert {"Pool.map", "Process"} <= group
    assert "Manager" not in {*group, *fib.cold.undecided}


def test_fewer_workers_are_recommended_where_they_are_equivalent() -> None:
    """Where memory bandwidth ends the gain, the fewest workers that do as well are taken."""
    run = {"usable": 16, "workloads": ["triad"], "strategies": ["threads"], "rounds": 30}
    triad = work_of(judged(**run), "triad")
    assert triad.cold is not None
    assert triad.cold.workers == 4


def test_gain_over_the_naive_choice() -> None:
    """Threads with four workers sleep about twice as fast as Pool() with two."""
    verdict = judged(workloads=["sleep", "fib"])
    low, high = map(float, work_of(verdict, "sleep").over_naive.interval[1:-1].split(", "))
    assert low < 2.03 < high
    fib = work_of(verdict, "fib")
    assert (fib.over_naive.value == "this is plain Pool()") == (fib.long.mechanism == "Pool.map")  # type: ignore[union-attr]


def test_nothing_is_no_recommendation() -> None:
    """The empty workload is worded as cost, and is under no heading."""
    verdict = judged(workloads=["empty", "fib"])
    assert [kind.heading for kind in verdict.kinds] == ["Pure Python"]
    assert "tasks that do nothing" in verdict.overhead[0]
    assert verdict.overhead[0].index("Thread") < verdict.overhead[0].index("Manager")


def test_trust_lines_count_disturbed_rounds_and_name_what_is_missing() -> None:
    """Disturbed rounds are counted, skips are grouped by reason, void cases keep theirs."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    run["benchmarks"][1]["extra_info"]["disturbed"] = [True] * 3 + [False] * 7
    run["benchmarks"][2]["extra_info"]["void"] = "BLAS used 2 threads"
    run["lightwork"]["skipped"] = [
        {"what": name, "reason": "spawn is missing here"}
        for name in ("a", "pool_imap with b", "c pool")
    ]
    trust = build_verdict(analysed(run)).trust
    said = dict(trust.lines)
    assert said["Rounds"].startswith("3 of 60 rounds were disturbed and repeated")
    assert trust.skipped == (("a, Pool.imap with b and c pool", "spawn is missing here"),)
    assert [line.text for line in trust.void] == ["BLAS used 2 threads"]


def test_a_busy_host_is_said_before_the_verdict() -> None:
    """Where more than half of the rounds were disturbed, that is read first; else nothing is."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    assert build_verdict(analysed(run)).trust.alarms == ()
    for benchmark in run["benchmarks"]:
        benchmark["extra_info"]["disturbed"] = [True] * 6 + [False] * 4
    run["lightwork"]["finished"] = False
    verdict = build_verdict(analysed(run))
    assert "disturbed in 36 of 60 rounds" in verdict.trust.alarms[0]
    assert verdict.trust.alarms[1].startswith("Incomplete run")
    printed = " ".join(verdict_lines(verdict))
    assert printed.index("! The host was disturbed") < printed.index("pure Python")


def test_a_failed_a_a_check_is_said() -> None:
    """Where serial against itself is not 1, the workload is named."""
    run = made_up_run(2, workloads=["fib", "sleep"], strategies=["pool"])
    extra = run["benchmarks"][0]["extra_info"]
    extra["reference_seconds"] = [2 * value for value in extra["reference_seconds"]]
    verdict = build_verdict(analysed(run))
    assert "Not 1× on fib (1 of 2)" in dict(verdict.trust.lines)["A/A check"]


def test_verdict_fits_a_terminal() -> None:
    """At most 24 lines of 80 columns, and the page's path; in full as many as it takes."""
    printed, full = (list(verdict_lines(judged(), full)) for full in (False, True))
    assert len(printed) <= 24
    assert max(len(line) for line in (*printed, *full)) <= TERMINAL_WIDTH


def test_sizes_are_named_where_there_are_several() -> None:
    """Two sizes of a workload are two lines with their sizes."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    large = made_up_run(2, workloads=["fib"], strategies=["pool"], seed=2)["benchmarks"]
    for benchmark in large:
        benchmark["params"]["size"] = "large"
    run["benchmarks"] += large
    verdict = build_verdict(analysed(run))
    assert [work.name for work in verdict.kinds[0].works] == ["fib (medium)", "fib (large)"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0123, "0.012"), (0.994, "0.99"), (1.874, "1.87"), (9.996, "10.0"), (12.34, "12.3"),
     (123.4, "123"), (math.nan, "?"), (0.0, "0.00")],
)  # fmt: skip
def test_numbers_have_the_digits_they_deserve(value: float, text: str) -> None:
    """Three digits, no exponent."""
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(3e-9, "3.00 ns"), (4.2e-6, "4.20 µs"), (0.0123, "12.3 ms"), (0.41949, "419 ms"),
     (0.9996, "1.00 s"), (12.34, "12.3 s"), (0.0, "0 s")],
)  # fmt: skip
def test_seconds_have_a_unit_that_suits(value: float, text: str) -> None:
    """From nanoseconds to seconds."""
    assert seconds_text(value) == text


def test_a_missing_interval_is_said() -> None:
    """A number without an interval never looks like one that has it."""
    assert times_between(Estimate(2, math.nan, math.nan, math.nan, 3)) == "2.00× [no interval]"
