"""Digests of runs: the same figures as the one-run report, figure by figure."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lightwork.core.intervals import Estimate
from lightwork.core.record import SPEEDUP, WEAK_SCALING
from lightwork.reporting.estimates.analysis import Analysis, analyse
from lightwork.reporting.machines.digest.run_digest import RunDigest, digest
from lightwork.reporting.read.run import read_run
from lightwork.reporting.stats.paired_ratios import OVER_REFERENCE, paired_ratios
from lightwork.reporting.stats.significance import trimmed_mean
from tests.fixtures.made_up.costs import with_costs
from tests.fixtures.made_up.runs import made_up_run, save
from tests.fixtures.made_up.weak_scaling import made_up_weak
from tests.fixtures.places import ROOT

GOLDEN = ROOT / "tests" / "golden" / "run.json"


def disturbed(run: dict[str, Any]) -> dict[str, Any]:
    """The same with some rounds disturbed: few in one case, nearly all in the next, and so on."""
    for number, benchmark in enumerate(run["benchmarks"]):
        flags = benchmark["extra_info"]["disturbed"]
        for index in range(0, len(flags), (2, 3, 4, 99)[number % 4]):
            flags[index] = True
    run["benchmarks"][3]["extra_info"]["void"] = "started by another method"
    return run


def every_family(rounds: int = 10) -> dict[str, Any]:
    run = with_costs(4, workloads=["fib", "sleep", "triad"], rounds=rounds)
    run["benchmarks"] += made_up_weak(4, rounds=rounds)
    return run


RUNS = {
    "golden": None,
    "every family": every_family,
    "disturbed": lambda: disturbed(every_family()),
    "few rounds": lambda: made_up_run(2, workloads=["fib"], rounds=5),
    "many rounds": lambda: made_up_run(2, workloads=["fib"], rounds=101),
}


def alike(mine: Estimate | None, theirs: Estimate | None) -> bool:
    """Whether two figures are the same, bounds and warnings too."""
    if mine is None or theirs is None:
        return mine is theirs
    numbers = all(
        math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-18) or (one != one and other != other)
        for one, other in zip(mine[:4], theirs[:4], strict=True)
    )
    return numbers and mine[4:] == theirs[4:]


def pairs(found: RunDigest, analysis: Analysis) -> Iterator[tuple[str, Any, Any]]:
    """What both say, by name."""
    names = {
        SPEEDUP: {"seconds": "seconds", "speedup": "speedup", "share": "share_of_ceiling"},
        WEAK_SCALING: {
            "seconds": "seconds", "speedup": "scaled_speedup", "share": "share_of_ceiling"
        },
    }  # fmt: skip
    costs = {
        "seconds": "seconds", "cost": "cost", "share": "share_of_ceiling",
        "reference": "granularity", "memory": "worker_uss_bytes",
    }  # fmt: skip
    for result in analysis.cases:
        family = getattr(result, "family", SPEEDUP)
        mine = found.cases.get((family, result.case))
        if mine is None:
            yield f"{family} {result.case} void", found.void[family, result.case], result.void
            continue
        for own, theirs in names.get(family, costs).items():
            wanted = result.estimates.get(theirs)
            if theirs == "speedup" and result.case.strategy == "serial":
                wanted = result.estimates.get("null_control")
            yield f"{mine.key} {own}", getattr(mine, own), wanted
    for work, seconds in analysis.serial_seconds.items():
        yield f"serial {work}", found.serial[work[:2]], seconds
    for (work, workers), ceiling in analysis.ceilings.items():
        yield f"ceiling {work} {workers}", found.ceilings[(*work[:2], workers)], ceiling


@pytest.mark.parametrize("name", RUNS)
def test_figures_are_those_of_the_one_run_report(name: str, tmp_path: Path) -> None:
    """Every figure of every case of every family, with its bounds, rounds and warnings."""
    make = RUNS[name]
    run = read_run(save(make(), tmp_path) if make else GOLDEN)
    found = digest(run)
    asked = list(pairs(found, analyse(run)))
    assert len(asked) > 20
    off = [
        (what, mine, theirs)
        for what, mine, theirs in asked
        if not (mine == theirs if isinstance(mine, str) else alike(mine, theirs))
    ]
    assert off == []


def test_centres_are_those_of_the_gate(tmp_path: Path) -> None:
    """The trimmed mean of log(case / reference), its variance and freedom, as for pooling runs."""
    run = read_run(save(disturbed(every_family()), tmp_path))
    found = digest(run)
    for saved in run.cases:
        if saved.void:
            continue
        mine = found.cases[saved.family, saved.case]
        ratios = paired_ratios(saved, OVER_REFERENCE)
        wanted = trimmed_mean([math.log(ratio) for ratio in ratios])
        assert mine.mean == pytest.approx(wanted, rel=1e-9, abs=1e-15)


def test_a_run_is_told_as_it_was(tmp_path: Path) -> None:
    """Who, where, when and at which commit; void cases with their reason and no figures."""
    run = read_run(save(disturbed(every_family()), tmp_path))
    found = digest(run)
    assert (found.run_id, found.machine, found.python) == (run.run_id, run.machine, run.python)
    assert found.commit.id == "0123abc"
    assert found.rounds == sum(len(saved.case_seconds) for saved in run.cases)
    assert found.disturbed == sum(sum(saved.disturbed) for saved in run.cases) > 0
    key = run.cases[3].family, run.cases[3].case
    assert dict(found.void) == {key: "started by another method"}
    assert len(found.cases) == len(run.cases) - 1


def test_a_failed_null_control_is_kept(tmp_path: Path) -> None:
    """What a report downgrades its run for is known of the digest, too."""
    run = made_up_run(2, workloads=["fib"], strategies=["pool"])
    serial = run["benchmarks"][0]
    serial["stats"]["data"] = [1.3 * one for one in serial["stats"]["data"]]
    found = digest(read_run(save(run, tmp_path)))
    assert [case.workload for case in found.failed_nulls] == ["fib"]
