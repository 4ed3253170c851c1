"""From rounds to numbers: known answers of made-up runs."""

from typing import Any

import pytest

from lightwork.reporting.estimates.analysis import Work
from lightwork.reporting.estimates.rounds_table import ROUNDS_COLUMNS
from lightwork.reporting.estimates.speedup import CaseResult
from tests.fixtures.made_up.runs import analysed, made_up_run, true_ceiling, true_speedup


def one_case(*, strategy: str = "pool", **lists: Any) -> CaseResult:
    """The result of a single case whose lists are given."""
    run = made_up_run(2, workloads=["fib"], strategies=[strategy], spread=0.0)
    found = next(b for b in run["benchmarks"] if b["params"]["strategy"] == strategy)
    data = lists.pop("data")
    found["stats"]["data"] = data
    extra = found["extra_info"]
    for key in ("order", "cpu_seconds", "foreign_cpu_share", "disturbed"):
        extra[key] = (extra[key] * len(data))[: len(data)]
    extra.update(lists)
    run["benchmarks"] = [found]
    return analysed(run).results[0]


def test_ratios_are_taken_within_rounds() -> None:
    """A host that slows down by ten within a case leaves its speedup exactly as it is."""
    drift = [1.0, 1.0, 2.0, 3.0, 5.0, 7.0, 9.0, 10.0]
    result = one_case(
        data=[0.2 * d for d in drift],
        reference_seconds=[0.4 * d for d in drift],
        ceiling_seconds=[0.19 * d for d in drift],
    )
    assert result.speedup[:3] == pytest.approx((2, 2, 2))
    assert result.estimates["efficiency"].value == pytest.approx(2 / result.case.workers)
    assert result.share is not None
    assert result.share[:3] == pytest.approx((0.95, 0.95, 0.95))
    assert result.seconds.value == pytest.approx(0.8)  # the middle of the drift: seconds do drift


def test_undisturbed_rounds_are_used_where_there_are_enough() -> None:
    """Six calm rounds are enough to leave the disturbed ones out of the numbers."""
    result = one_case(
        data=[0.2] * 6 + [0.4] * 5,
        reference_seconds=[0.4] * 11,
        ceiling_seconds=[0.2] * 11,
        disturbed=[False] * 6 + [True] * 5,
    )
    assert result.speedup[:3] == pytest.approx((2, 2, 2))
    assert (result.speedup.rounds, result.rounds, result.disturbed) == (6, 11, 5)
    assert not any("disturbed" in warning for warning in result.warnings)


def test_too_few_calm_rounds_use_all_and_say_so() -> None:
    """With five calm rounds all are used, and the warning counts the disturbed ones."""
    result = one_case(
        data=[0.2] * 5 + [0.4] * 5,
        reference_seconds=[0.4] * 10,
        ceiling_seconds=[0.2] * 10,
        disturbed=[False] * 5 + [True] * 5,
    )
    assert result.speedup[:3] == pytest.approx((1.5, 1, 2), rel=1e-3)
    assert "5 of 10 rounds disturbed" in result.warnings
    assert "5 of 10 rounds disturbed" in result.speedup.warnings


def test_short_rounds_are_flagged() -> None:
    """A case whose calls take less than 5 ms is flagged with what to do."""
    result = one_case(data=[0.004] * 6, reference_seconds=[0.006] * 6, ceiling_seconds=[0.003] * 6)
    assert "overhead-bound at this size; try a larger --sizes" in result.warnings


def test_oversubscribed_computing_is_flagged() -> None:
    """More workers than usable cores are flagged for computing, and not for waiting."""
    run = made_up_run(2, workloads=["fib", "sleep"], strategies=["threads"])
    for benchmark in run["benchmarks"]:
        if benchmark["params"]["workers"] == 2:
            benchmark["params"]["workers"] = 3
    flagged = {
        result.case.workload
        for result in analysed(run).results
        if any("oversubscribed: 3 workers on 2" in warning for warning in result.warnings)
    }
    assert flagged == {"fib"}


def test_void_and_unverified_cases_are_no_numbers() -> None:
    """A void or unverified case keeps its reason and has no estimate."""
    run = made_up_run(2, workloads=["fib"], strategies=["threads", "pool"])
    run["benchmarks"][1]["extra_info"]["void"] = "wrong start method"
    run["benchmarks"][2]["extra_info"]["verified"] = False
    analysis = analysed(run)
    voids = [result for result in analysis.results if result.void]
    assert [result.void for result in voids] == [
        "wrong start method",
        "its results were not verified",
    ]
    assert not any(result.estimates for result in voids)
    assert not any(result.void for result in analysis.of(Work("fib", "medium", "cpu")))


@pytest.mark.parametrize("usable", [1, 2, 8, 64])
def test_known_speedups_are_found(usable: int) -> None:
    """Of the true speedups of a made-up run, at least 93 % lie in their intervals."""
    run = made_up_run(usable, strategies=["threads", "pool", "manager"], spread=0.03, seed=usable)
    analysis = analysed(run)
    held, cases = 0, 0
    for result in analysis.results:
        estimate = result.estimates.get("speedup")
        if estimate is None:
            continue
        case = result.case
        truth = true_speedup(
            case.workload, case.strategy, case.start_method, case.workers, case.state, usable
        )
        held += estimate.low <= truth <= estimate.high
        cases += 1
    assert cases > 50
    assert held / cases >= 0.93


def test_known_ceiling_is_found() -> None:
    """The pooled ceiling comes within 2 % of the truth; waiting has none."""
    analysis = analysed(made_up_run(8, strategies=["threads", "pool"]))
    for (work, workers), estimate in analysis.ceilings.items():
        assert estimate.value == pytest.approx(true_ceiling(work.kind, workers, 8), rel=0.02)
    assert not any(work.kind in ("sleep", "empty") for work, _ in analysis.ceilings)


def test_null_control_is_of_the_serial_loop() -> None:
    """Serial cases give a null control of 1 and no speedup; nothing is not part of the noise."""
    analysis = analysed(made_up_run(2, strategies=["pool"]))
    assert {work.workload for work in analysis.null_controls} >= {"fib", "empty"}
    assert all(e.low <= 1.05 and e.high >= 0.95 for e in analysis.null_controls.values())
    assert analysis.noise is not None
    assert analysis.noise.rounds == 10 * (len(analysis.null_controls) - 1)


def test_table_has_a_row_per_round() -> None:
    """The table has the documented columns and one row for each round of each case."""
    run = made_up_run(2, workloads=["fib", "sleep"], strategies=["pool"], rounds=7)
    table = analysed(run).table
    assert tuple(table.columns) == ROUNDS_COLUMNS
    assert len(table) == 7 * len(run["benchmarks"])
    assert table[table["kind"] == "sleep"]["ceiling_seconds"].isna().all()
    assert (table["efficiency"] * table["workers"]).to_list() == pytest.approx(
        table["speedup"].to_list()
    )


def test_other_families_are_kept_apart() -> None:
    """A case of another family is in the table and not among the speedups."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    run["benchmarks"][-1]["extra_info"]["family"] = "startup"
    analysis = analysed(run)
    assert len(analysis.results) == len(run["benchmarks"]) - 1
    assert set(analysis.table["family"]) == {"speedup", "startup"}
