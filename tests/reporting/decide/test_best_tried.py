"""The best case as it is shown: what nothing pays for, its seconds, and what else to know."""

import pytest

from lightwork.reporting.decide import ranking
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.output.files import run_summary
from lightwork.reporting.output.run_page import run_page
from lightwork.reporting.output.terminal import verdict_lines
from lightwork.reporting.verdict.build import build_verdict
from tests.fixtures.made_up.runs import analysed, made_up_run


def undecided() -> Analysis:
    """One core whose rounds scatter: nothing is told. Processes are greedy for memory."""
    run = made_up_run(1, workloads=["fib"], strategies=["threads", "thread_pool", "process"],
                      spread=0.3, rounds=6)  # fmt: skip
    for one in run["benchmarks"]:
        greedy = one["params"]["strategy"] == "process"
        one["extra_info"]["peak_memory_bytes"] = 90_000_000 if greedy else 20_000_000
        one["stats"]["data"] = [value / (1.3 if greedy else 1.0) for value in one["stats"]["data"]]
    return analysed(run)


def test_the_best_that_was_tried_is_the_highest() -> None:
    """No case of the state has a higher speedup than what is called best, however frugal it is."""
    analysis = undecided()
    work = analysis.works[0]
    choice = ranking.choose(analysis, work, "cold")
    assert choice is not None
    assert not choice.pays
    assert choice.best.case.strategy == "process"
    assert choice.best.speedup.value == max(
        result.speedup.value for result in analysis.of(work, "cold")
    )
    assert "threads" in {result.case.strategy for result in choice.alike}
    assert choice.why == ""  # nothing is recommended, so nothing was passed over
    kind = build_verdict(analysis).kinds[0]
    assert kind.answer is not None
    assert kind.answer.most == kind.works[0].cold.speedup  # type: ignore[union-attr]


def test_seconds_beside_a_speedup_are_of_the_same_rounds() -> None:
    """The loop was twice as quick in the rest of the run: what is shown is the one beside it."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool", "threads"])
    for one in run["benchmarks"]:
        if one["params"]["strategy"] != "pool":
            extra, stats = one["extra_info"], one["stats"]
            extra["reference_seconds"] = [value / 2 for value in extra["reference_seconds"]]
            stats["data"] = [value / 2 for value in stats["data"]]
        else:  # a disturbed round counts for neither
            one["extra_info"]["reference_seconds"][0] = 50.0
            one["extra_info"]["disturbed"][0] = True
    analysis = analysed(run)
    verdict = build_verdict(analysis)
    best = verdict.kinds[0].works[0].cold
    assert best is not None
    assert best.strategy == "pool"
    before, after = (float(text.removesuffix(" ms")) for text in (best.alone, best.seconds))
    assert before / after == pytest.approx(float(best.speedup.value.removesuffix("×")), rel=0.03)
    assert 290 < before < 330
    for told in (
        " ".join(verdict_lines(verdict)),
        run_page(analysis, verdict, ()),
        run_summary(analysis, verdict),
    ):
        assert f"{best.alone} → {best.seconds}" in told


def test_cautions_name_the_state() -> None:
    """The same strategy cold and warm, each with its own rounds disturbed, is no contradiction."""
    run = made_up_run(2, workloads=["sleep"], strategies=["thread_pool"], rounds=6)
    for one in run["benchmarks"]:
        one["extra_info"]["disturbed"] = [one["params"]["state"] == "cold", *[True] * 5]
    (kind,) = build_verdict(analysed(run)).kinds
    assert "sleep, cold, thread_pool, 4 workers: 6 of 6 rounds disturbed" in kind.cautions
    assert "sleep, warm, thread_pool, 2 workers: 5 of 6 rounds disturbed" in kind.cautions
