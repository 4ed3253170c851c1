"""The sentence above the speedups names what to use; nothing that is drawn contradicts it."""

import re
from typing import Any

import pytest
from matplotlib.text import Text

from lightwork.core.decision import YES
from lightwork.core.record import RUN_KEY
from lightwork.reporting.charts import discover
from lightwork.reporting.charts.speedup import speedup
from lightwork.reporting.decide.decisions import case_of, decision_of, leading, named_standing
from lightwork.reporting.decide.headline import NOT_CONFIRMED, OVERHEAD_ALONE, headline
from lightwork.reporting.text.figures import times
from tests.fixtures.made_up.runs import analysed, made_up_run
from tests.fixtures.made_up.whole import whole_run

#: What is left of a sentence where a list in it is empty: "for .", "(, 2)", ": ;".
NOTHING_JOINED = re.compile(r"[ (][.,;)]|[:,;][.;]|  ")


def quicker(run: dict[str, Any], times_as_fast: float, **params: object) -> dict[str, Any]:
    """The run with the cases that have ``params`` so many times as fast."""
    for one in run["benchmarks"]:
        if all(one["params"][name] == value for name, value in params.items()):
            one["stats"]["data"] = [value / times_as_fast for value in one["stats"]["data"]]
    return run


def test_what_is_drawn_higher_than_the_choice_is_said() -> None:
    """`Pool.map` is the simpler of two equivalent ones; the other's point lies higher."""
    run = made_up_run(
        2, workloads=["fib"], strategies=["pool", "process_pool"], spread=0.02, rounds=30
    )
    analysis = analysed(quicker(run, 1.05, strategy="process_pool", workers=2))
    decision = leading(analysis, analysis.works[0])
    assert decision is not None
    assert decision.worth_it == YES
    assert case_of(named_standing(decision)).strategy == "pool"
    value, drawn = (
        times(one.speedup.value) for one in (named_standing(decision), decision.standings[0])
    )
    assert drawn != value
    named = f"{value} (Pool.map, 2 workers; equivalent: ProcessPoolExecutor, {drawn})"
    assert speedup.finding(analysis) == f"Recommended: pure Python {named}."


def test_the_best_is_named_alone_where_it_is_the_choice() -> None:
    """One strategy: no second figure."""
    analysis = analysed(made_up_run(2, workloads=["fib"], strategies=["pool"]))
    decision = leading(analysis, analysis.works[0])
    assert decision is not None
    figure = times(decision.standings[0].speedup.value)
    assert speedup.finding(analysis) == f"Recommended: pure Python {figure} (Pool.map, 2 workers)."


def test_both_views_of_the_speedups_have_the_same_title() -> None:
    """As ratios and as seconds."""
    analysis = analysed(made_up_run(2, workloads=["fib", "sleep"]))
    for view in speedup.CHART.views(analysis) if speedup.CHART.views else ():
        words = " ".join(
            text.get_text().replace("\n", " ") for text in view.draw(analysis).findobj(Text)
        )
        assert speedup.finding(analysis) in words


def test_more_workers_than_cores_are_no_candidates() -> None:
    """The one point that lies higher has no core for each of its workers."""
    run = made_up_run(2, workloads=["fib"], strategies=["threads"], spread=0.2, rounds=6)
    beyond = made_up_run(4, workloads=["fib"], strategies=["threads"], spread=0.2, rounds=6)
    run["benchmarks"] += [one for one in beyond["benchmarks"] if one["params"]["workers"] == 4]
    analysis = analysed(quicker(run, 1.5, workers=4))
    decision = decision_of(analysis, analysis.works[0], "cold")
    assert decision is not None
    assert max(case_of(one).workers for one in decision.standings) == 2


@pytest.mark.parametrize(
    ("workload", "workers", "expected"),
    [
        ("empty", 1, OVERHEAD_ALONE),
        ("fib", 4, OVERHEAD_ALONE),
        ("fib", 1, "pure Python (best: Pool.map, 1 worker"),
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
            words = words.replace("Manager()", "Manager")  # a call, as people write it
            assert not NOTHING_JOINED.search(words), (name, words)


def test_a_kind_that_nobody_knows_is_named() -> None:
    """A plug-in's own kind of work is in the sentence like the known ones."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    for one in run["benchmarks"]:
        one["extra_info"]["kind"] = "quantum"
    assert "work of kind quantum 1." in speedup.finding(analysed(run))


def test_a_failed_a_a_check_is_said_first() -> None:
    """The title begins as the headline does."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "threads"])
    assert speedup.finding(analysed(quicker(run, 0.5, strategy="serial"))).startswith(NOT_CONFIRMED)


@pytest.mark.parametrize(
    ("dispatch_seconds", "words"),
    [(10.0, "The tasks are too short for this cluster"), (1e-9, "Don't parallelise")],
)
def test_a_cluster_that_gains_nothing_says_from_which_tasks_on_it_would(
    dispatch_seconds: float, words: str
) -> None:
    """Where a chunk's work is short beside its dispatch; else it is told as anywhere."""
    run = quicker(made_up_run(2, workloads=["fib"], strategies=["pool"]), 0.3, strategy="pool")
    run[RUN_KEY]["cluster"] = {"workers": 2, "dispatch_seconds": dispatch_seconds}
    analysis = analysed(run)
    said = headline(analysis, analysis.works)
    assert said.startswith(words)
    assert ("it pays from chunks of about 100 s of work on" in said) is (dispatch_seconds == 10.0)


def test_a_cluster_has_cores_of_its_own_and_workers_that_are_there() -> None:
    """More workers than this host has cores may be recommended; what is said is of warm ones."""
    run = made_up_run(8, workloads=["fib"], strategies=["pool"])
    run["machine_info"]["machine"]["usable_cores"] = 2
    run[RUN_KEY]["cluster"] = {"workers": 8}
    analysis = analysed(run)
    decision = leading(analysis, analysis.works[0])
    assert decision is not None
    assert max(case_of(one).workers for one in decision.standings) == 8
    assert case_of(named_standing(decision)).state == "warm"
