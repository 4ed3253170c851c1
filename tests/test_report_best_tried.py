"""What is said where nothing is told to be faster than the plain loop."""

from pathlib import Path

from reports import ranking
from reports.analysis import Analysis, analyse
from reports.reading import read_run
from reports.verdict import judge
from tests.made_up_runs import made_up_run, save


def undecided(folder: Path) -> Analysis:
    """One core whose rounds scatter: nothing is told. Processes are greedy for memory."""
    run = made_up_run(1, workloads=["fib"], strategies=["threads", "thread_pool", "process"],
                      spread=0.3, rounds=6)  # fmt: skip
    for one in run["benchmarks"]:
        greedy = one["params"]["strategy"] == "process"
        one["extra_info"]["peak_memory_bytes"] = 90_000_000 if greedy else 20_000_000
        one["stats"]["data"] = [value / (1.3 if greedy else 1.0) for value in one["stats"]["data"]]
    return analyse(read_run(save(run, folder)))


def test_the_best_that_was_tried_is_the_highest(tmp_path: Path) -> None:
    """No case of the state has a higher speedup than what is called best, however frugal it is."""
    analysis = undecided(tmp_path)
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
    kind = judge(analysis).kinds[0]
    assert kind.answer is not None
    assert kind.answer.most == kind.works[0].cold.speedup  # type: ignore[union-attr]
