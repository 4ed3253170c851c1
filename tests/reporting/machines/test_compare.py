"""A comparison: what is compared, what is refused by name, what differs, and what it costs."""

import copy
from typing import Any

import pytest

from lightwork.reporting.machines.compare import compare
from lightwork.reporting.machines.comparison import Comparison
from lightwork.reporting.machines.text.machines import history_lines
from tests.fixtures.made_up.machines import (
    MIXED,
    MadeUpMachine,
    digests_of,
    fleet_comparison,
    made_up_comparison,
    made_up_runs,
    mixed_comparison,
    without,
)

WORKLOADS = ("fib", "sleep")


def two(**about: Any) -> list[dict[str, Any]]:
    """A run of each of two machines."""
    machines = (MadeUpMachine("host a"), MadeUpMachine("host b", 8))
    return [
        run for machine in machines for run in made_up_runs(machine, workloads=WORKLOADS, **about)
    ]


def cases_of(run: dict[str, Any], workload: str) -> list[dict[str, Any]]:
    return [one for one in run["benchmarks"] if one["params"]["workload"] == workload]


def compared(files: list[dict[str, Any]], baseline: str | None = None) -> Comparison:
    return compare(digests_of(files), baseline)


def reasons(found: Comparison) -> dict[str, str]:
    return {one.topic: one.text for one in found.refused}


def test_machines_of_the_same_work_are_compared() -> None:
    """Every work of both, nothing refused, a line for each in seconds."""
    found = compared(two())
    assert [work.workload for work in found.works] == list(WORKLOADS)
    assert found.refused == ()
    for host in found.hosts:
        assert [one.series for one in host.per_core] == ["host a", "host b"]
        assert host.per_core[0].ratio[:3] == (1.0, 1.0, 1.0)
        assert "one run each" in host.per_core[1].why


def test_another_version_of_a_workload_is_refused_by_name() -> None:
    """With both versions and the machines; its cases are gone from who is not the baseline."""
    files = two()
    for one in cases_of(files[1], "fib"):
        one["extra_info"]["workload_version"] = "beef"
    found = compared(files)
    why = reasons(found)["fib (medium)"]
    assert [
        word for word in ("source", "f00d on host a", "beef on host b") if word not in why
    ] == []
    assert [work.workload for work in found.works] == ["sleep"]
    a, b = found.series
    assert any(case.workload == "fib" for _, case in a.cases)
    assert not any(case.workload == "fib" for _, case in b.cases)
    assert ("fib", "medium") not in b.serial
    other = compared(files, "host b")
    assert not any(case.workload == "fib" for _, case in other.series[0].cases)


def test_another_number_of_items_is_refused() -> None:
    """As many seconds for less work are no comparison."""
    files = two()
    for one in cases_of(files[1], "sleep"):
        one["extra_info"]["tasks"] = 32
    found = compared(files)
    assert reasons(found) == {
        "sleep (medium)": "the number of items differs: 64 items on host a, 32 items on host b"
    }


def test_another_size_on_each_machine_is_refused() -> None:
    """Once, with the sizes and the machines."""
    files = two()
    for one in cases_of(files[1], "fib"):
        one["params"]["size"] = "large"
    found = compared(files)
    assert reasons(found)["fib"] == "another size on each: medium on host a, large on host b"


def test_what_only_one_machine_has_is_named() -> None:
    """A workload, and a whole family."""
    files = two()
    files[0] = without(files[0], "sleep")
    costs = two(costs=True)[1]
    assert reasons(compared(files)) == {"sleep (medium)": "only on host b"}
    assert reasons(compared([files[0], costs]))["family startup"] == "only on host b"


def test_one_run_given_twice_is_named() -> None:
    """It counts once, and the second file is told."""
    files = two()
    found = compared([*files, copy.deepcopy(files[0])])
    assert [len(one.runs) for one in found.series] == [1, 1]
    assert [("0002" in what, "0000" in why) for what, why in found.refused] == [(True, True)]


def test_only_what_differs_is_listed() -> None:
    """Interpreter, limits and kernel, not what is the same everywhere."""
    found = mixed_comparison(workloads=("fib",))
    topics = {one.topic: one.values for one in found.differences}
    assert topics["GIL"] == ("enabled", "enabled", "disabled", "enabled", "enabled")
    assert topics["quota"][3] == "1.5"
    assert topics["kernel"] == ("Linux 6.1",) * 4 + ("Linux 6.8",)
    assert "processor" not in topics
    assert "effort" not in topics


def test_the_baseline_has_most_runs() -> None:
    """Of as many runs the first; a name chooses another."""
    machines = (MadeUpMachine("host a"), MadeUpMachine("host b"))
    few, many = (
        made_up_runs(one, workloads=("fib",), runs=n)
        for one, n in zip(machines, (1, 2), strict=True)
    )
    assert compared([*few, *many]).baseline.label == "host b"
    assert compared([*few, *many[:1]]).baseline.label == "host a"
    assert compared([*few, *many], "machine:0").baseline.label == "host a"


def test_costs_are_seconds_and_ratios() -> None:
    """A machine twice as slow pays about twice for what both measured, and memory is the same."""
    machines = (MadeUpMachine("fast", 4), MadeUpMachine("slow", 4, 2.0))
    found = made_up_comparison(machines=machines, costs=True, workloads=("fib",))
    by_name = {(one.topic, one.name): one for one in found.costs}
    start = by_name["Start, 1 worker", "Process (fork)"]
    assert start.costs["slow"].value == pytest.approx(2 * start.costs["fast"].value, rel=0.1)
    ratio = start.ratios[1].ratio
    assert ratio.low < 2 < ratio.high
    memory = by_name["Memory, a worker", "Pool.map (fork)"]
    assert memory.in_bytes
    assert memory.ratios[1].ratio.value == pytest.approx(1, rel=0.05)
    topics = {one.topic for one in found.costs}
    assert {"Transfer 1 MiB", "Dispatch, many, a worker per usable core"} <= topics


def test_a_cost_not_told_from_zero_has_no_ratio() -> None:
    """It says so instead."""
    files = two(costs=True)
    for one in cases_of(files[1], "open_close"):
        references = one["extra_info"]["reference_seconds"]
        times = (0.9, 1.1) * len(references)
        one["stats"]["data"] = [x * y for x, y in zip(references, times, strict=False)]
    found = compared(files)
    start = next(one for one in found.costs if one.topic == "Start, 1 worker")
    assert not start.ratios[1].ratio.bounded
    assert "not above 0" in start.ratios[1].why


def test_a_series_over_time_has_its_commits() -> None:
    """The oldest first, each with what the suite was at; a single run has no history."""
    found = made_up_comparison((2, 4), runs=3, workloads=("fib",))
    assert [one.series for one in found.histories] == ["2-core host", "4-core host"]
    moments = found.histories[0].runs
    assert [one.commit.id for one in moments] == [f"{n:04}abc0123" for n in range(3)]
    assert all(one.speedups for one in moments)
    assert made_up_comparison((2, 4), workloads=("fib",)).histories == ()


def test_a_change_over_time_is_named_by_the_run_that_began_it() -> None:
    """With its commit, its size and an interval; where there is none, that is said."""
    found = made_up_comparison((2, 4), runs=24, workloads=("fib",))
    history = found.histories[0]
    assert [text.text for text in history_lines((history,))][1:] == [
        "no change is shown (Pettitt's test, 1 % over all cases)"
    ]
    case = history.cases[0]
    slower = []
    for run in history.runs[12:]:
        one = run.speedups[case]
        slower.append(run._replace(speedups={case: one._replace(value=one.value / 1.2)}))
    changed = history._replace(runs=(*history.runs[:12], *slower), cases=(case,))
    (_, step) = history_lines((changed,))
    assert "(0012abc0123)" in step.text
    assert "its speedup is 0.8" in step.text


def test_a_fleet_is_told_by_model() -> None:
    """Every machine is on a model; costs are left out, where nobody would read them."""
    found = fleet_comparison(12, 3, costs=True, workloads=("fib",))
    assert found.is_fleet
    assert [len(one.series) for one in found.models] == [4, 4, 4]
    assert found.costs == ()
    assert len(found.hosts[0].per_core) == 12


def test_one_machine_alone_is_a_comparison_of_its_runs() -> None:
    """All its works, nothing refused, nobody best."""
    found = made_up_comparison(machines=MIXED[:1], runs=2)
    assert len(found.works) == 4
    assert found.refused == found.differences == ()
    assert {kind.whole.best for kind in found.kinds} == {""}
