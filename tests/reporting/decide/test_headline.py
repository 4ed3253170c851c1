"""The sentence above the speedups names what to use; nothing that is drawn contradicts it."""

import re
from typing import Any

import pytest

from lightwork.reporting.charts import discover
from lightwork.reporting.charts.speedup import speedup
from lightwork.reporting.decide import ranking
from lightwork.reporting.decide.headline import (
    BEST_GAINS,
    DOWNGRADED,
    NOTHING_SIGNIFICANT,
    OVERHEAD_ALONE,
)
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.selection import curve, strategies
from lightwork.reporting.text.figures import times
from tests.fixtures.made_up.runs import analysed, made_up_run
from tests.fixtures.made_up.whole import whole_run

#: What is left of a sentence where a list in it is empty: "for .", "(, 2)", ": ;".
NOTHING_JOINED = re.compile(r"[ (][.,;)]|[:,;][.;]|  ")
FIGURE = re.compile(r"\d[\d.]*×")


def quicker(run: dict[str, Any], times_as_fast: float, **params: object) -> dict[str, Any]:
    """The run with the cases that have ``params`` so many times as fast."""
    for one in run["benchmarks"]:
        if all(one["params"][name] == value for name, value in params.items()):
            one["stats"]["data"] = [value / times_as_fast for value in one["stats"]["data"]]
    return run


def highest_drawn(analysis: Analysis) -> float:
    return max(
        result.speedup.value
        for work in analysis.works
        for name in strategies(analysis, (work,))
        for result in curve(analysis, work, name)
    )


def test_what_is_drawn_higher_than_the_choice_is_said() -> None:
    """`pool` is the simplest of two as good as each other; the other's point lies higher."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "process_pool"], spread=0.02)
    analysis = analysed(quicker(run, 1.04, strategy="process_pool", workers=2))
    choice = ranking.choose(analysis, analysis.works[0], "cold")
    assert choice is not None
    assert choice.pays
    assert choice.best.case.strategy == "pool"
    drawn = highest_drawn(analysis)
    assert times(drawn) != times(choice.best.speedup.value)
    named = f"{times(choice.best.speedup.value)} (pool, 2 workers; highest drawn {times(drawn)})"
    assert speedup.finding(analysis) == f"{BEST_GAINS}pure Python {named}."


def test_the_highest_is_named_alone_where_it_is_the_choice() -> None:
    """One strategy: no second figure."""
    analysis = analysed(made_up_run(2, workloads=["fib"], strategies=["pool"]))
    figure = times(highest_drawn(analysis))
    assert speedup.finding(analysis) == f"{BEST_GAINS}pure Python {figure} (pool, 2 workers)."


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("spread", [0.02, 0.25])
def test_no_point_is_above_all_figures_of_the_sentence(spread: float, seed: int) -> None:
    """Whatever is told, a figure is as high as the highest point; what is higher is not drawn."""
    run = made_up_run(
        2, workloads=["fib"], strategies=["pool", "process_pool", "threads"], spread=spread,
        seed=seed, rounds=6,
    )  # fmt: skip
    analysis = analysed(run)
    words, drawn = speedup.finding(analysis), times(highest_drawn(analysis))
    highest = max(FIGURE.findall(words), key=lambda figure: float(figure[:-1]))
    assert highest == drawn or "spawn" in words or "forkserver" in words
    assert float(highest[:-1]) >= float(drawn[:-1])


def test_more_workers_than_cores_are_no_choice_and_yet_are_said() -> None:
    """Nothing pays; the one point that lies higher has no core for each of its workers."""
    run = made_up_run(2, workloads=["fib"], strategies=["threads"], spread=0.2, rounds=6)
    beyond = made_up_run(4, workloads=["fib"], strategies=["threads"], spread=0.2, rounds=6)
    run["benchmarks"] += [one for one in beyond["benchmarks"] if one["params"]["workers"] == 4]
    analysis = analysed(quicker(run, 1.5, workers=4))
    words = speedup.finding(analysis)
    assert words.startswith(f"{NOTHING_SIGNIFICANT}pure Python (highest ")
    assert f", with more workers than cores {times(highest_drawn(analysis))})" in words


@pytest.mark.parametrize(
    ("workload", "workers", "expected"),
    [
        ("empty", 1, OVERHEAD_ALONE),
        ("fib", 4, "all with more workers than cores)."),
        ("fib", 1, "pure Python (highest "),
    ],
)
def test_a_run_of_a_single_case_has_no_empty_list(
    workload: str, workers: int, expected: str
) -> None:
    """A journal that broke off at its first case: what is named, where there is little to name."""
    run = made_up_run(4, workloads=[workload], strategies=["pool"])
    run["machine_info"]["machine"]["usable_cores"] = 2
    kept = {"strategy": "pool", "state": "cold", "workers": workers}
    run["benchmarks"] = [one for one in run["benchmarks"] if kept.items() <= one["params"].items()]
    del run["benchmarks"][1:]
    analysis = analysed(run)
    assert len(analysis.results) == 1
    assert expected in speedup.finding(analysis)


def test_no_sentence_of_a_chart_joins_nothing() -> None:
    """Journals of one case each, of every family and workload: no list in a sentence is empty."""
    run, charts = whole_run(2, "quick"), discover()
    firsts: dict[tuple[str, str], dict[str, Any]] = {}
    for one in run["benchmarks"]:
        if one["params"]["strategy"] not in ("serial", "ceiling"):
            firsts.setdefault((one["extra_info"]["family"], one["params"]["workload"]), one)
    assert len(firsts) > 30
    for one in firsts.values():
        run["benchmarks"] = [one]
        analysis = analysed(run)
        for name, chart in charts.items():
            words = chart.lacks(analysis) or chart.finding(analysis)
            assert not NOTHING_JOINED.search(words), (name, words)


def test_a_kind_that_nobody_knows_is_named() -> None:
    """A plug-in's own kind of work is in the sentence like the known ones."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    for one in run["benchmarks"]:
        one["extra_info"]["kind"] = "quantum"
    assert "work of kind quantum 1." in speedup.finding(analysed(run))


def test_a_failed_null_control_confirms_nothing() -> None:
    """The title begins as the headline does."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "threads"])
    assert speedup.finding(analysed(quicker(run, 0.5, strategy="serial"))).startswith(DOWNGRADED)
