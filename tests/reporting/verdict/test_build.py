"""What is recommended, what can't be told, and how it is worded."""

import math
from typing import Any

import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.decide import ranking
from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.estimates.comparison_to_serial import FASTER, SLOWER, compared_with_one
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.text.figures import (
    CANT_TELL,
    TERMINAL_WIDTH,
    number_text,
    seconds_text,
    times_between,
)
from lightwork.reporting.text.verdict_model import Verdict, WorkVerdict
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run

FIB = Work("fib", "medium", "cpu")


def judged(**about: Any) -> Verdict:
    return build_verdict(analysed(made_up_run(**about)))


def work_of(verdict: Verdict, name: str) -> WorkVerdict:
    return next(work for kind in verdict.kinds for work in kind.works if work.name == name)


def ratio(low: float, high: float) -> Estimate:
    return Estimate((low + high) / 2, low, high, 0.97, 10)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(1.1, 1.2, FASTER), (0.8, 0.9, SLOWER), (0.9, 1.1, CANT_TELL), (math.nan, math.nan, CANT_TELL),
     (1.0, 1.2, CANT_TELL)],
)  # fmt: skip
def test_a_ratio_is_told_by_its_interval(low: float, high: float, told: str) -> None:
    """Faster above 1, slower below 1, can't tell where 1 is included or nothing is known."""
    assert compared_with_one(ratio(low, high), None) == told


def test_nothing_finer_than_the_noise_floor_is_told() -> None:
    """A ratio of 1.03 to 1.05 is no finding where serial against itself gives up to 1.04."""
    assert compared_with_one(ratio(1.03, 1.05), ratio(0.98, 1.04)) == CANT_TELL
    assert compared_with_one(ratio(1.05, 1.06), ratio(0.98, 1.04)) == FASTER
    assert compared_with_one(ratio(0.97, 0.99), ratio(0.96, 1.04)) == CANT_TELL


def test_two_cores_recommend_processes_for_computing_and_threads_for_waiting() -> None:
    """The verdict names the mechanism that is truly best, and that threads gain nothing."""
    verdict = judged()
    said = {kind.heading: kind.headline for kind in verdict.kinds}
    assert said["Computing in pure Python"].startswith(
        ("Use processes (pool)", "Use processes (process)")
    )
    assert "with 2 workers" in said["Computing in pure Python"]
    assert "Threads gain nothing" in said["Computing in pure Python"]
    assert said["Waiting"].startswith("Use threads")
    assert "with 4 workers" in said["Waiting"]
    assert said["Computing outside the GIL"].startswith("Use threads")
    sleep = work_of(verdict, "sleep")
    assert sleep.cold is not None
    assert sleep.cold.speedup.value in {f"{x / 100:.2f}×" for x in range(385, 415)}


def test_threads_that_may_gain_are_not_said_to_gain_nothing() -> None:
    """Rounds from 0.8× to 2.5×: nothing is told, and nothing is denied."""
    run = made_up_run(2, workloads=("prime_count",), strategies=("threads", "pool"))
    for made in run["benchmarks"]:
        if made["params"]["strategy"] == "threads":
            loop = made["extra_info"]["reference_seconds"]
            made["stats"]["data"] = [
                one / (0.8, 2.5)[number % 2] for number, one in enumerate(loop)
            ]
    verdict = build_verdict(analysed(run))
    (kind,) = verdict.kinds
    assert "Threads are not told to gain anything (1.65×)." in kind.headline


def test_threads_are_not_called_faster_when_they_are_not() -> None:
    """In pure Python the contrast says that threads can't be told from serial, or are slower."""
    verdict = judged()
    for name in ("fib", "prime_count", "mandelbrot", "word_count"):
        words = work_of(verdict, name).threads_reach.words
        assert words in ("can't tell from serial", "slower than serial")


def test_one_core_says_don_t_parallelise_computing() -> None:
    """Where no interval lies above 1 and none leaves a gain possible, the advice is: don't."""
    verdict = judged(usable=1, strategies=["threads", "pool"], spread=0.01)
    said = {kind.heading: kind.headline for kind in verdict.kinds}
    assert said["Computing in pure Python"].startswith("Don't parallelise: nothing is faster")
    assert said["Waiting"].startswith("Use threads")
    fib = work_of(verdict, "fib")
    assert fib.cold is not None
    assert fib.cold.name.startswith("don't parallelise (best tried: ")


def test_wide_intervals_are_not_taken_for_a_no() -> None:
    """Where a gain is possible but not certain, the verdict says that it can't tell."""
    verdict = judged(workloads=["fib"], strategies=["pool"], spread=0.9)
    assert "Can't tell without calmer or more rounds" in verdict.kinds[0].headline


def test_five_rounds_tell_nothing() -> None:
    """Without intervals there is no recommendation but how many rounds it takes."""
    verdict = judged(workloads=["fib"], strategies=["pool"], rounds=5)
    assert verdict.kinds[0].headline.startswith("Can't tell: at least 6 rounds")


def test_what_can_not_be_told_from_the_best_is_named_the_simplest_first() -> None:
    """Pool and process differ by less than the noise: both are named, manager is not."""
    fib = work_of(judged(), "fib")
    assert fib.cold is not None
    group = {fib.cold.strategy, *fib.cold.alike}
    assert {"pool", "process"} <= group
    assert "manager" not in group
    assert fib.cold.alike[0] in ("pool", "process_pool", "pool_imap")


def test_fewer_workers_are_preferred_in_words() -> None:
    """Where memory bandwidth ends the gain, the fewest workers that do as well are named."""
    triad = work_of(judged(usable=16, workloads=["triad"], strategies=["threads"]), "triad")
    assert triad.cold is not None
    assert triad.cold.workers == 4 or triad.cold.fewer.startswith("4 workers can't be told from")


def test_comparison_across_workers_uses_the_ceiling() -> None:
    """A share of the ceiling of 1.0 with one worker does not beat 0.95 with eight."""
    analysis = analysed(made_up_run(usable=8, workloads=["hash_chain"], strategies=["threads"]))
    choice = ranking.choose(analysis, analysis.works[0], "cold")
    assert choice is not None
    assert choice.best.case.workers == 8


def test_gain_over_the_naive_choice() -> None:
    """Threads with four workers sleep about twice as fast as Pool() with two."""
    analysis = analysed(made_up_run(workloads=["sleep", "fib"]))
    sleep = analysis.works[0]
    choice = ranking.choose(analysis, sleep, "cold")
    assert choice is not None
    gain = ranking.gain_over_naive(analysis, sleep, choice)
    assert gain is not None
    assert gain.low < 2.13 < gain.high
    assert work_of(build_verdict(analysis), "fib").over_naive.value in (
        CANT_TELL,
        "it is Pool() itself",
    )


def test_nothing_is_no_recommendation() -> None:
    """The empty workload is worded as cost, and is under no heading."""
    verdict = judged(workloads=["empty", "fib"])
    assert [kind.heading for kind in verdict.kinds] == ["Computing in pure Python"]
    assert "tasks that do nothing" in verdict.overhead[0]
    assert verdict.overhead[0].index("threads") < verdict.overhead[0].index("manager")


def test_trust_lines_count_disturbed_rounds_and_name_what_is_missing() -> None:
    """Disturbed rounds are counted, skips are grouped by reason, void cases keep theirs."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    run["benchmarks"][1]["extra_info"]["disturbed"] = [True] * 3 + [False] * 7
    run["benchmarks"][2]["extra_info"]["void"] = "BLAS used 2 threads"
    run["lightwork"]["skipped"] = [
        {"what": name, "reason": "spawn is missing here"} for name in ("a", "b", "c")
    ]
    trust = build_verdict(analysed(run)).trust
    said = dict(trust.lines)
    assert said["Rounds"].startswith("3 of 60 rounds were disturbed and repeated")
    assert trust.skipped == (("a, b and c", "spawn is missing here"),)
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
    assert verdict.trust.alarms[1].startswith("The run did not finish")
    printed = " ".join(verdict_lines(verdict))
    assert printed.index("! The host was disturbed") < printed.index("COMPUTING")


def test_a_failed_null_control_is_said() -> None:
    """Where serial against itself is not 1, the workload is named."""
    run = made_up_run(2, workloads=["fib", "sleep"], strategies=["pool"])
    extra = run["benchmarks"][0]["extra_info"]
    extra["reference_seconds"] = [2 * value for value in extra["reference_seconds"]]
    verdict = build_verdict(analysed(run))
    assert "Not 1 on fib (1 of 2)" in dict(verdict.trust.lines)["Null control"]


def test_verdict_fits_a_terminal() -> None:
    """Eleven workloads and the claims take at most 68 lines of at most 100 columns."""
    printed = list(verdict_lines(judged()))
    assert len(printed) <= 68
    assert max(len(line) for line in printed) <= TERMINAL_WIDTH


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
     (0.9996, "1.00 s"), (12.34, "12.3 s"), (0.0, "0.00 ns")],
)  # fmt: skip
def test_seconds_have_a_unit_that_suits(value: float, text: str) -> None:
    """From nanoseconds to seconds."""
    assert seconds_text(value) == text


def test_a_missing_interval_is_said() -> None:
    """A number without an interval never looks like one that has it."""
    assert times_between(Estimate(2, math.nan, math.nan, math.nan, 3)) == "2.00× [no interval]"
