"""What a report says of the host: disturbed rounds by cause, cores by each that counts them."""

import math
from pathlib import Path
from typing import Any

import pytest

from lightwork.reporting.charts.speedup.speedup import CHART
from lightwork.reporting.decide.decisions import may_recommend
from lightwork.reporting.estimates.analysis import Analysis, analyse
from lightwork.reporting.estimates.rounds_table import make_table
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from lightwork.reporting.read.saved_run import Machine
from lightwork.reporting.verdict.build import build_verdict
from lightwork.reporting.verdict.claims import FAILS, HOLDS
from lightwork.reporting.verdict.trust import core_counts, disturbed_text
from tests.fixtures.made_up.runs import analysed, made_up_run, save


def one_workload(machine: dict[str, Any], **options: Any) -> Analysis:
    """A run of one workload and one strategy on a machine with these facts."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"], **options)
    run["machine_info"]["machine"].update(machine)
    return analysed(run)


def disturbed_run(causes: list[str], repeated: int | None) -> dict[str, Any]:
    """A run of 10 rounds for each of 6 cases; the first ones of one case have these causes."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    texts = causes + [""] * (10 - len(causes))
    for number, benchmark in enumerate(run["benchmarks"]):
        mine = texts if number == 1 else [""] * 10
        benchmark["extra_info"]["disturbed"] = [bool(text) for text in mine]
        benchmark["extra_info"]["disturbed_by"] = mine
    if repeated is not None:
        run["lightwork"]["repeated_rounds"] = repeated
    return run


@pytest.mark.parametrize(
    ("causes", "repeated", "words"),
    [
        ([], 0, "0 of 60 rounds were disturbed"),
        (["steal"] * 3, 3, "3 of 60 rounds were disturbed (3 by the hypervisor) and repeated"),
        (
            ["slow host", "foreign CPU", "foreign CPU"],
            1,
            "3 of 60 rounds were disturbed (2 by other programs, 1 by a slow host), 1 of them "
            "repeated",
        ),
        (
            ["foreign CPU, quota", "foreign CPU"],
            None,
            "2 of 60 rounds were disturbed (2 by other programs, 1 by a used-up CPU quota) and "
            "repeated where the budget allowed",
        ),
    ],
)
def test_disturbed_rounds_are_counted_by_cause(
    tmp_path: Path, causes: list[str], repeated: int | None, words: str
) -> None:
    """How many, by what, and how many were run again, as far as the file tells."""
    saved = read_run(save(disturbed_run(causes, repeated), tmp_path))
    assert disturbed_text(saved) == words
    said = dict(build_verdict(analyse(saved)).trust.lines)
    assert said["Rounds"].startswith(words)


def test_causes_stand_in_the_table_and_older_files_have_none(tmp_path: Path) -> None:
    """A column of text, empty where a round was calm or the file is older than the causes."""
    run = read_run(save(disturbed_run(["steal, heat"], 1), tmp_path))
    assert sorted(set(make_table([run])["disturbed_by"])) == ["", "steal, heat"]
    older = read_run(save(made_up_run(2, workloads=["fib"]), tmp_path))
    assert older.cases[0].disturbed_by is None
    assert set(make_table([older])["disturbed_by"]) == {""}


def test_a_list_of_causes_of_another_length_is_refused(tmp_path: Path) -> None:
    """One value per round, like every list."""
    run = disturbed_run(["steal"], 1)
    run["benchmarks"][1]["extra_info"]["disturbed_by"].pop()
    with pytest.raises(Unreadable, match="disturbed_by"):
        read_run(save(run, tmp_path))


def test_each_that_counts_cores_is_quoted() -> None:
    """Python, affinity, quota, and what independent processes reached, with its interval."""
    facts = {"logical_cores": 2, "affinity_cores": 2, "quota_cores": 1.5, "process_cores": 2}
    analysis = one_workload(facts)
    words = core_counts(analysis)
    assert words.startswith(
        "os.cpu_count() 2, os.process_cpu_count() 2, affinity 2, quota 1.5: 2 usable, 1.5 in "
        "the long run; independent processes reached 2.00× ["
    )
    assert words.endswith("] with 2 workers (fib)")
    assert dict(build_verdict(analysis).trust.lines)["Cores"] == words


def test_one_usable_core_shows_what_more_workers_reached() -> None:
    """The ceiling at the usable cores, and at the most workers that were measured."""
    facts = {"logical_cores": 2, "affinity_cores": 1, "usable_cores": 1}
    words = core_counts(one_workload(facts))
    assert words.startswith("os.cpu_count() 2, affinity 1, no quota: 1 usable; independent")
    assert "with 1 worker and " in words
    assert words.endswith("with 2 workers (fib)")


def test_older_files_tell_less_and_waiting_has_no_ceiling() -> None:
    """What a file lacks is left out of the line."""
    run = made_up_run(2, workloads=["sleep"], strategies=["threads"])
    for key in ("affinity_cores", "quota_cores"):
        del run["machine_info"]["machine"][key]
    words = core_counts(analysed(run))
    assert words == (
        "os.cpu_count() 2, no quota: 2 usable; what independent processes reach was not measured"
    )


@pytest.mark.parametrize(
    ("usable", "quota", "kind", "workers", "allowed"),
    [
        (1, None, "cpu", 1, True),
        (1, None, "cpu", 2, False),
        (1, None, "native", 2, False),
        (1, None, "memory", 2, False),
        (1, None, "sleep", 2, True),
        (1, None, "mixed", 64, True),
        (2, 1.5, "cpu", 2, True),
        (2, 1.5, "cpu", 3, False),
        (1, 0.5, "cpu", 2, False),
    ],
)
def test_no_more_computing_workers_than_usable_cores_are_recommended(
    usable: int, quota: float | None, kind: str, workers: int, allowed: bool
) -> None:
    """Two workers on one core never compute faster; waiting needs no core."""
    machine = Machine("m", "host", "CPU", 2, 2, usable, "Linux", None, quota)
    assert may_recommend(kind, workers, machine) is allowed


@pytest.mark.parametrize(("quota", "verdict"), [(1.5, FAILS), (2.0, HOLDS), (None, HOLDS)])
def test_cpu_count_is_not_what_a_quota_allows(quota: float | None, verdict: str) -> None:
    """Under 1.5 of two cores, two are usable, and yet not all of both."""
    claims = build_verdict(one_workload({"quota_cores": quota})).claims
    (claim,) = [claim for claim in claims if claim.text == "cpu_count() is what you may use"]
    assert claim.verdict == verdict
    assert ("1.5 in the long run" in claim.evidence) is (quota == 1.5)


def test_busy_cores_are_judged_by_what_a_quota_allows() -> None:
    """Processes that keep 1.5 cores busy do use all that a quota of 1.5 gives."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    run["machine_info"]["machine"]["quota_cores"] = 1.5
    for benchmark in run["benchmarks"]:
        extra = benchmark["extra_info"]
        extra["cpu_seconds"] = [1.45 * seconds for seconds in benchmark["stats"]["data"]]
    claims = build_verdict(analysed(run)).claims
    (claim,) = [claim for claim in claims if claim.text == "processes compute on all cores"]
    assert claim.verdict == HOLDS


def test_a_quota_is_marked_in_the_chart() -> None:
    """Beside the cores stands where a quota ends them."""

    def axis(machine: dict[str, Any]) -> str:
        run = made_up_run(4, workloads=["fib"], strategies=["pool"])
        run["machine_info"]["machine"].update(machine)
        return CHART.draw(analysed(run)).axes[0].get_xlabel()

    assert axis({"quota_cores": 1.5}) == "workers (dashed: 1.5 quota, 4 cores)"
    assert axis({}) == "workers (dashed: 4 cores)"


def test_sustained_cores_are_never_more_than_usable() -> None:
    """A generous quota changes nothing."""
    machine = Machine("m", "host", "CPU", 2, 2, 2, "Linux", 2, 8.0)
    assert math.isclose(machine.sustained_cores, 2.0)
