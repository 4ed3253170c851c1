"""What is said of which host for which work where it can't be told: why, and from whom."""

import csv
import math
import re
from pathlib import Path

import pytest

from lightwork.reporting.machines.charts.hosts_by_kind import lacks
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.digest.run_digest import CaseDigest
from lightwork.reporting.machines.hosts.run_speeds import (
    assumed_speed_drift,
    busy_share_of_waiting,
    host_drift,
)
from lightwork.reporting.machines.hosts.speed import (
    ASSUMED_SPEED_DRIFT,
    ASSUMED_STEADY,
    speed_of,
    standing,
)
from lightwork.reporting.machines.output.files import save_tables
from lightwork.reporting.machines.text.build import build_text
from lightwork.reporting.stats.significance import MeanEstimate
from tests.fixtures.made_up.machines import (
    MadeUpMachine,
    digests_of,
    made_up_comparison,
    made_up_runs,
)
from tests.reporting.machines.test_compare import compared

A, B, C = (MadeUpMachine(name, 4) for name in ("host a", "host b", "host c"))


def having(**workloads: tuple[str, ...]) -> Comparison:
    """Machines that have measured these workloads."""
    return compared(
        [
            run
            for label, own in workloads.items()
            for run in made_up_runs(MadeUpMachine(label, 4), workloads=own, strategies=("threads",))
        ]
    )


def test_no_mean_is_over_no_workload() -> None:
    """Three machines of which no two works are everybody's: no last resort."""
    found = having(a=("fib", "sleep", "hash_chain"), b=("sleep",), c=("fib", "hash_chain"))
    assert found.overall is None
    words = build_text(found)
    assert words.overall is None
    assert len(words.kinds) == 3
    assert having(a=("fib", "sleep"), b=("fib", "sleep")).overall is not None


def test_a_kind_without_a_work_of_all_machines_says_so() -> None:
    """Not that the baseline lacks it, which it does not."""
    found = having(a=("fib",), b=("fib", "prime_count"), c=("prime_count",))
    (kind,) = build_text(found).kinds
    assert kind.whole == kind.per_core == "no workload that all machines have"
    assert (
        build_text(found).verdict == "Nothing can be compared: no workload that all machines have."
    )
    assert lacks(found) == "Nothing can be compared: no workload that all machines have."


def test_too_few_rounds_are_told_as_the_reason() -> None:
    """On all machines, and on the baseline alone, of which others are not told less."""
    few, many = (
        [run for one in (A, B, C)
         for run in made_up_runs(one, workloads=("fib",), strategies=("threads",), rounds=rounds)]
        for rounds in (1, 7)
    )  # fmt: skip
    (kind,) = build_text(compared(few)).kinds
    assert kind.whole == kind.per_core == "too few rounds for an interval"
    assert "too few rounds for an interval" in build_text(compared(few)).verdict
    (kind,) = build_text(compared([few[0], *many[1:]])).kinds
    assert kind.whole == "too few rounds for an interval on the baseline"
    (kind,) = build_text(having(a=("sleep",), b=("fib", "sleep"), c=("fib", "sleep"))).kinds[:1]
    assert kind.whole == "not measured on the baseline"


def test_the_one_that_is_not_told_apart_is_named() -> None:
    """Two alike that are five times as fast as the baseline: these two, and no interval to it."""
    machines = (A, B._replace(slower=0.2), C._replace(slower=0.21))
    found = made_up_comparison(machines=machines, workloads=("hash_chain",), runs=3, wander=0.02)
    (kind,) = build_text(found).kinds
    figures = re.fullmatch(
        r"inconclusive \(host (b|c) (0\.\d+)×, host (b|c) (0\.\d+)× of the baseline's seconds: "
        r"no measurable difference\)",
        kind.per_core,
    )
    assert figures is not None
    shown = {f"host {figures[1]}": float(figures[2]), f"host {figures[3]}": float(figures[4])}
    assert shown == {
        one.series: pytest.approx(one.ratio.value, rel=0.03)
        for one in found.kinds[0].per_core.ratios[1:]
    }
    assert all(one.ratio.high < 1 for one in found.kinds[0].per_core.ratios[1:])


def test_the_rival_is_the_next_that_is_in_the_way() -> None:
    """Not one whose interval is told apart although it is nearer."""
    first, near = (speed_of([MeanEstimate(value, 1e-6, 30.0)] * 9, 0.0) for value in (0.0, 0.7))
    wild = speed_of([MeanEstimate(0.8, 1e-6, 30.0)], 2.0)
    assert standing([near, first, wild]) == (1, 2)
    assert standing([near, first]) == (1, None)
    assert standing([first]) is None


def test_what_waits_wanders_by_what_is_not_waiting() -> None:
    """A case that reaches what its workers can is steady; one that reaches half of it is not."""
    (run,) = digests_of(made_up_runs(A, workloads=("sleep", "fib"), strategies=("threads",)))
    case = next(
        one for one in run.cases.values() if one.case.workload == "sleep" and one.case.workers == 4
    )
    assert case.speedup is not None

    def reaching(speedup: float) -> list[CaseDigest]:
        assert case.speedup is not None
        return [case._replace(speedup=case.speedup._replace(value=speedup))]

    assert (
        assumed_speed_drift("cpu", reaching(4.0))
        == assumed_speed_drift("cpu")
        == ASSUMED_SPEED_DRIFT
    )
    assert (
        assumed_speed_drift("sleep", reaching(4.0))
        == assumed_speed_drift("sleep")
        == ASSUMED_STEADY
    )
    assert assumed_speed_drift("sleep", reaching(2.0)) == pytest.approx(
        math.hypot(0.5 * ASSUMED_SPEED_DRIFT, 0.02)
    )
    three = case._replace(case=case.case._replace(workers=3), tasks=4)  # two waves of four naps
    assert busy_share_of_waiting(three._replace(speedup=case.speedup._replace(value=2.0))) == 0
    assert busy_share_of_waiting(case._replace(family="startup")) == 1


def test_page_and_table_give_waiting_the_same_interval(tmp_path: Path) -> None:
    """A few percent, per core and whole, where computing wanders by a factor of two."""
    found = made_up_comparison(
        machines=(A, B), workloads=("fib", "sleep"), strategies=("threads",), rounds=20
    )
    kinds = {kind.kind: kind for kind in found.kinds}
    for ratios in (kinds["sleep"].per_core.ratios, kinds["sleep"].whole.ratios):
        assert 0.85 < ratios[1].ratio.low < ratios[1].ratio.high < 1.15
    assert kinds["cpu"].whole.ratios[1].ratio.high > 1.6
    save_tables(found, build_text(found), tmp_path)
    rows = [
        row
        for row in csv.DictReader((tmp_path / "comparison.csv").open(encoding="utf-8"))
        if row["series"] == "host b" and row["strategy"] == "threads"
    ]
    for row in rows:
        if row["quantity"] in ("seconds", "reference_seconds"):
            low, high = float(row["ratio_low"]), float(row["ratio_high"])
            if row["kind"] == "cpu":
                assert high / low > 2
            elif row["quantity"] == "reference_seconds":
                assert high / low < 1.25
    assert host_drift(found.baseline).waits.spread == pytest.approx(ASSUMED_STEADY, rel=0.2)
