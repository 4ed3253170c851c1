"""Verdicts: corrected for all that a run asks, and worth less where the null control failed."""

from collections.abc import Sequence
from typing import Any

import pytest

from lightwork.core.intervals import LAYOUT_SD
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.headline import favourite
from lightwork.reporting.estimates.comparison_to_serial import FASTER
from lightwork.reporting.stats.significance import SIGNIFICANCE_LEVEL, p_value_of_difference
from lightwork.reporting.text.figures import CANT_TELL
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import SEEDS, analysed, made_up_run


def identical_run(seed: int) -> dict[str, Any]:
    """Every case is the plain loop with another name; the truth of all is 1."""
    run = made_up_run(2, workloads=["fib"], seed=seed, spread=0.03)
    for benchmark in run["benchmarks"]:
        extra = benchmark["extra_info"]
        scale = sum(extra["reference_seconds"]) / sum(benchmark["stats"]["data"])
        data = [value * scale for value in benchmark["stats"]["data"]]
        benchmark["stats"]["data"] = data
    return run


def test_a_run_of_identical_code_has_no_verdict() -> None:
    """Of 20 runs with 24 cases each that are all the plain loop, at most one case is told."""
    told = 0
    for seed in range(20):
        analysis = analysed(identical_run(seed))
        told += sum(
            ranking.significance_to_serial(analysis, work, result) != CANT_TELL
            for work in analysis.works
            for result in analysis.of(work)
        )
    assert told <= 1


def test_what_is_faster_is_told_among_a_hundred() -> None:
    """Correction for more than 300 comparisons does not hide twice the speed."""
    analysis = analysed(made_up_run(2))
    assert len(analysis.corrected) > 300
    fib = next(work for work in analysis.works if work.workload == "fib")
    pools = [r for r in analysis.of(fib, "cold") if r.case.strategy == "pool"]
    two = [r for r in pools if r.case.workers == 2 and r.case.start_method == "fork"]
    assert [ranking.significance_to_serial(analysis, fib, result) for result in two] == [FASTER]


def failing(run: dict[str, Any], factor: float) -> dict[str, Any]:
    """The same run with a null control that is off by ``factor``."""
    extra = run["benchmarks"][0]["extra_info"]
    assert run["benchmarks"][0]["params"]["strategy"] == "serial"
    extra["reference_seconds"] = [factor * value for value in extra["reference_seconds"]]
    return run


def test_a_failed_null_control_downgrades_the_run() -> None:
    """It is the first alarm, stands before each headline, and nothing of its size is told, of
    any workload and to either side."""
    run = failing(made_up_run(2, workloads=["fib", "sleep"]), 2.2)
    analysis = analysed(run)
    verdict = build_verdict(analysis)
    words = "DOWNGRADED: the null control failed: serial against itself is "
    assert verdict.trust.alarms[0].startswith(words)
    assert all(kind.headline.startswith("Not confirmed") for kind in verdict.kinds)
    sleep = next(work for work in analysis.works if work.workload == "sleep")
    two = [r for r in analysis.of(sleep) if r.case.workers == 2]
    four = [r for r in analysis.of(sleep) if r.case.workers == 4 and r.case.strategy == "threads"]
    assert {ranking.significance_to_serial(analysis, sleep, result) for result in two} == {
        CANT_TELL
    }
    assert {ranking.significance_to_serial(analysis, sleep, result) for result in four} == {FASTER}


@pytest.mark.parametrize("seeds", SEEDS)
def test_sound_null_controls_downgrade_nothing(seeds: Sequence[int]) -> None:
    """Of 20 sound runs with ten null controls each none is downgraded."""
    for seed in seeds:
        run = made_up_run(2, strategies=["pool"], seed=seed)
        assert analysed(run).failed_nulls == ()


@pytest.mark.parametrize("seeds", SEEDS)
def test_the_group_of_winners_keeps_the_truly_best(seeds: Sequence[int]) -> None:
    """Processes are truly best at pure Python here: in 20 runs they are in the group each time,
    and the Manager, which is truly a fifth slower, never is."""
    for seed in seeds:
        run = made_up_run(2, workloads=["fib"], seed=seed)
        analysis = analysed(run)
        choice = ranking.choose(analysis, analysis.works[0], "cold")
        assert choice is not None
        group = {one.case.strategy for one in (choice.best, *choice.alike)}
        assert "process" in group
        assert "manager" not in group


def test_more_workers_than_cores_are_never_recommended_for_computing() -> None:
    """Even where --workers measured them and they came out highest."""
    run = made_up_run(4, workloads=["fib", "sleep"], strategies=["pool", "threads"])
    run["machine_info"]["machine"]["usable_cores"] = 1
    analysis = analysed(run)
    for work in analysis.works:
        choice = ranking.choose(analysis, work, "cold")
        assert choice is not None
        assert choice.best.case.workers == (1 if work.kind == "cpu" else 8)


def test_the_smallest_detectable_difference_shrinks_with_rounds() -> None:
    """More rounds see finer, but never finer than what a series is dealt once lets anybody see."""
    found = []
    for rounds in (6, 10, 30):
        run = made_up_run(2, workloads=["fib"], strategies=["process", "manager"], rounds=rounds)
        analysis = analysed(run)
        choice = ranking.choose(analysis, analysis.works[0], "cold")
        assert choice is not None
        assert analysis.corrected[choice.best.case] <= SIGNIFICANCE_LEVEL
        found.append(choice.detectable)
    assert found[0] > found[1] > found[2] > 2 * LAYOUT_SD


def test_what_gains_nothing_is_not_as_good_as_what_gains() -> None:
    """Even where its shares of the ceiling scatter so much that they are not told apart.

    Seen: a ceiling of two speeds, and threads, the simplest of all, recommended for 1.57 times.
    """
    run = made_up_run(2, workloads=["fib"], strategies=["serial", "threads", "pool"])
    for one in run["benchmarks"]:
        if one["params"]["strategy"] == "threads" and "ceiling_seconds" in one["extra_info"]:
            one["extra_info"]["ceiling_seconds"] = [
                own * (0.3, 1.6)[place % 2] for place, own in enumerate(one["stats"]["data"])
            ]
    analysis = analysed(run)
    (work,) = (one for one in analysis.works if analysis.of(one, "cold"))
    alone = ranking.threads_alone(analysis, work, 2)
    chosen = ranking.choose(analysis, work, "cold")
    assert alone is not None
    assert chosen is not None
    pool = analysis.undisturbed[chosen.best.case].compared
    assert (
        p_value_of_difference(pool, analysis.undisturbed[alone.case].compared) > SIGNIFICANCE_LEVEL
    )
    assert ranking.significance_to_serial(analysis, work, alone) != FASTER
    assert {one.case.strategy for one in (chosen.best, *chosen.alike)} == {"pool"}
    assert favourite([chosen]) == "pool"
