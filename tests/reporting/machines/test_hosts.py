"""Which host for which work: told where it is, and not told where hosts' speeds wander."""

import json
import math
import random
from collections.abc import Callable
from statistics import median

import pytest

from lightwork.reporting.machines.hosts.speed import (
    ASSUMED_SPEED_DRIFT,
    Speed,
    ratio_of,
    speed_of,
    standing,
)
from lightwork.reporting.stats.significance import MeanEstimate
from tests.fixtures.made_up.machines import MadeUpMachine, made_up_comparison
from tests.fixtures.places import ROOT

TRUTH = ROOT / "docs" / "truth"
COMPARISONS = 200
Draw = Callable[[random.Random], float]


def best_of(speeds: list[Speed]) -> int | None:
    """The place of the one that is told to have the fewest seconds."""
    found = standing(speeds)
    return found[0] if found is not None and found[1] is None else None


def gauss(chance: random.Random) -> float:
    """As hosts wandered in the truth study."""
    return chance.gauss(0, 0.21)


def factor_of_two(chance: random.Random) -> float:
    """Anything between as fast and half as fast."""
    return chance.uniform(0, math.log(2))


def false_bests(hosts: int, runs: int, draw: Draw) -> int:
    """How often one of several equal hosts is called best, in 200 comparisons."""
    chance = random.Random(hosts * 100 + runs)
    return sum(
        best_of(
            [
                speed_of([MeanEstimate(draw(chance), 1e-5, 9.0) for _ in range(runs)], within=0.02)
                for _ in range(hosts)
            ]
        )
        is not None
        for _ in range(COMPARISONS)
    )


@pytest.mark.parametrize("draw", [gauss, factor_of_two])
@pytest.mark.parametrize("hosts", [2, 4])
def test_equal_hosts_whose_speed_wanders_have_no_best(hosts: int, draw: Draw) -> None:
    """With one, two and five runs each: a best one is told, falsely, in at most 5 % of 200."""
    assert max(false_bests(hosts, runs, draw) for runs in (1, 2, 5)) <= 0.05 * COMPARISONS


@pytest.mark.parametrize("name", ["idle", "loaded"])
def test_series_of_a_real_host_are_not_told_apart(name: str) -> None:
    """Plain loops measured minutes apart on one shared machine, as if they were two hosts."""
    rows = [json.loads(line) for line in (TRUTH / f"{name}.jsonl").open()]
    logs = [math.log(median(row["old"]["1.00"]["reference"])) for row in rows]
    speeds = [speed_of([MeanEstimate(one, 1e-6, 30.0)], 0.0) for one in logs]
    half = len(speeds) // 2
    told = [best_of([one, other]) for one, other in zip(speeds[:half], speeds[half:], strict=True)]
    assert len(told) == 50
    assert sum(found is not None for found in told) <= 3
    # The intervals of the rounds alone, which know of no wandering, would tell nearly all apart.
    bare = [one._replace(drift=1e-12, freedom=30.0) for one in speeds]
    naive = [best_of([one, other]) for one, other in zip(bare[:half], bare[half:], strict=True)]
    assert sum(found is not None for found in naive) > 35


def test_intervals_hold_the_truth() -> None:
    """A host that is 1.5 times as slow, two runs each: 95 % are due, 90 % are asked."""
    chance, held = random.Random(5), 0
    for _ in range(COMPARISONS):
        one, other = (
            speed_of([MeanEstimate(slow + gauss(chance), 1e-5, 9.0) for _ in range(2)], 0.02)
            for slow in (math.log(1.5), 0.0)
        )
        ratio = ratio_of(one, other)
        held += ratio.low <= 1.5 <= ratio.high
    assert held >= 0.9 * COMPARISONS


def test_repeats_that_agree_tell_more() -> None:
    """One run each tells a factor of 2, five runs that agree 20 %."""

    def told_from(runs: int) -> float:
        speed = speed_of([MeanEstimate(0.0, 1e-6, 30.0)] * runs, 0.0)
        return ratio_of(speed, speed).high

    assert 1.9 < told_from(1) < 2.1
    assert told_from(5) < 1.2
    assert told_from(1) > told_from(2) > told_from(3) > told_from(5)


def test_a_run_whose_loop_wandered_counts_for_less() -> None:
    """More wander inside a run than is assumed between runs widens the interval; less does not
    narrow it."""
    calm, assumed, wild = (
        speed_of([MeanEstimate(0.0, 1e-6, 30.0)], within)
        for within in (0.0, ASSUMED_SPEED_DRIFT, 2 * ASSUMED_SPEED_DRIFT)
    )
    assert calm.spread == assumed.spread == ASSUMED_SPEED_DRIFT
    assert wild.spread == pytest.approx(2 * ASSUMED_SPEED_DRIFT)


def test_one_host_alone_is_not_best() -> None:
    """There must be another to be better than."""
    assert best_of([speed_of([MeanEstimate(0.0, 1e-6, 30.0)], 0.0)]) is None


def test_a_host_five_times_as_fast_is_told() -> None:
    """Per core and whole, for computing; who sleeps is not faster; the overall mean says its n."""
    found = made_up_comparison(
        machines=[MadeUpMachine("slow", 4), MadeUpMachine("fast", 4, 0.2)], runs=2, wander=0.02
    )
    kinds = {kind.kind: kind for kind in found.kinds}
    assert kinds["cpu"].per_core.best == kinds["cpu"].whole.best == "fast"
    fast = kinds["cpu"].per_core.ratios[1].ratio
    assert fast.low < 0.2 < fast.high
    assert fast.high < 0.35
    assert (kinds["sleep"].per_core.best, kinds["sleep"].whole.best) == ("", "")
    assert found.overall is not None
    assert found.overall.works == 4


def test_cores_count_for_the_whole_only() -> None:
    """Alike per core, sixteen times the cores: best whole where threads or processes scale."""
    found = made_up_comparison((2, 32), workloads=("hash_chain", "sleep"))
    kinds = {kind.kind: kind for kind in found.kinds}
    assert (kinds["native"].per_core.best, kinds["native"].whole.best) == ("", "32-core host")
    shortest = found.hosts[0].shortest["32-core host"]
    assert shortest.case.workers > 2
    assert shortest.case.state == "cold"
