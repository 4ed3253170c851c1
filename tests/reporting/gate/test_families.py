"""The gate over all families: each is compared by what it can be, and scatters in its own way."""

from pathlib import Path
from typing import Any

import pytest

from lightwork.reporting.gate.decide import Gate, decide_gate
from lightwork.reporting.read.run import read_run
from lightwork.reporting.stats.paired_ratios import BYTES, OVER_CEILING, OVER_REFERENCE
from tests.fixtures.made_up.costs import made_up_costs
from tests.fixtures.made_up.runs import made_up_run, save


def whole_run(seed: int) -> dict[str, Any]:
    """Some speedup cases and every cost family."""
    run = made_up_run(2, workloads=("fib", "sleep"), strategies=("pool",), seed=seed)
    run["benchmarks"] += made_up_costs(2, seed=seed)
    run["lightwork"]["run_id"] = f"run-{seed}"
    return run


def judged(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> Gate:
    """The gate at 5 %."""
    sides = [[read_run(save(made, folder / name))] for name, made in (("old", old), ("new", new))]
    return decide_gate(sides[0], sides[1], 0.05)


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_identical_code_passes_in_all_families(tmp_path: Path, seed: int) -> None:
    """Hundreds of cases of all families, measured twice: none fails."""
    gate = judged(tmp_path, whole_run(seed), whole_run(seed + 1))
    assert len({row.family for row in gate.compared}) == 7
    assert gate.failing == []


def test_each_family_has_its_divisor(tmp_path: Path) -> None:
    """Gains and granularity over the ceiling where there is one, memory in bytes, costs over the
    operation without the mechanism."""
    gate = judged(tmp_path, whole_run(1), whole_run(2))
    found = {(row.family, row.case.workload): row.quantity for row in gate.compared}
    assert found["speedup", "fib"] == OVER_CEILING
    assert found["speedup", "sleep"] == OVER_REFERENCE
    assert found["granularity", "spin"] == OVER_CEILING
    assert found["startup", "open_close"] == OVER_REFERENCE
    assert {quantity for (family, _), quantity in found.items() if family == "memory"} == {BYTES}


def test_more_memory_fails(tmp_path: Path) -> None:
    """A worker that takes half as much again is told, whatever its seconds."""
    new = whole_run(2)
    for entry in new["benchmarks"]:
        if entry["group"] == "memory" and entry["params"]["strategy"] == "manager":
            observed = entry["extra_info"]["observed"]
            observed["worker_uss_bytes"] = [1.5 * x for x in observed["worker_uss_bytes"]]
    failing = judged(tmp_path, whole_run(1), new).failing
    assert {(row.family, row.case.strategy) for row in failing} == {("memory", "manager")}


def test_memory_that_did_not_grow_can_not_be_told(tmp_path: Path) -> None:
    """Bytes of 0 have no ratio: inconclusive, and no error."""
    new = whole_run(2)
    for entry in new["benchmarks"]:
        if entry["group"] == "memory":
            entry["extra_info"]["observed"]["worker_uss_bytes"] = [0.0] * 6
    gate = judged(tmp_path, whole_run(1), new)
    assert {row.outcome for row in gate.compared if row.family == "memory"} == {"inconclusive"}


def test_a_wild_family_does_not_blur_the_others(tmp_path: Path) -> None:
    """Start-ups that scatter by half from run to run leave what transfers scatter as it is."""
    new = whole_run(2)
    for number, entry in enumerate(new["benchmarks"]):
        if entry["group"] == "startup":
            factor = (0.5, 0.8, 1.25, 2.0)[number % 4]
            entry["stats"]["data"] = [factor * x for x in entry["stats"]["data"]]
    between = judged(tmp_path, whole_run(1), new).between
    assert between["startup"].spread > 0.09
    assert between["transfer"].spread < 0.02
