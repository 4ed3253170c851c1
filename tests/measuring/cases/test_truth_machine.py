"""The measuring and the estimates on strategies with known answers, by a clock that is made up."""

import random
from collections.abc import Callable, Sequence
from math import ceil, exp
from typing import Any

import pytest

from lightwork.core.intervals import median_interval
from lightwork.core.record import CASE, REFERENCE
from lightwork.measuring.cases import rounds as rounds_module
from lightwork.measuring.cases.round_parts import RoundWork, WholeRun
from lightwork.measuring.cases.rounds import orders, run_rounds
from lightwork.measuring.host.noise import Snapshot
from lightwork.reporting.stats.significance import p_value_of_ratios
from lightwork.strategies import serial
from lightwork.strategy import Strategy
from tests.fixtures.truth_machine import (
    SLOWDOWNS,
    in_waves,
    slower,
    with_serial_fraction,
    with_task_overhead,
)

ITEMS = [0.001] * 100


class Clock:
    """A clock that only the work moves; ``factor`` is how slow the host is just now."""

    def __init__(self, factor: Callable[[], float] = lambda: 1.0) -> None:
        self.now = 0.0
        self._factor = factor

    def perf_counter(self) -> float:
        """Seconds, as made up."""
        return self.now

    def work(self, item: float) -> float:
        """A task that takes as many seconds as its item says, on a host that may be slow."""
        self.now += item * self._factor()
        return item

    def wait(self, seconds: float) -> None:
        """Waiting takes what it takes."""
        self.now += seconds


def ratios(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, strategy: Strategy, rounds: int
) -> list[float]:
    """Case seconds over reference seconds, round by round, as the suite takes them."""
    calm = Snapshot(0.0, 0.0, 0.0, 0.0)
    monkeypatch.setattr(rounds_module, "take_snapshot", lambda: calm)
    monkeypatch.setattr(rounds_module.time, "perf_counter", clock.perf_counter)
    chance = random.Random(rounds)  # the suite's own draws differ from run to run
    monkeypatch.setattr(rounds_module, "orders", lambda parts, _: orders(parts, chance))
    work = RoundWork(clock.work, ITEMS, ITEMS)
    with strategy.open(1, "none") as run, serial.open(1, "none") as loop:
        parts = {REFERENCE: WholeRun(loop, work, 1), CASE: WholeRun(run, work, 1)}
        made, seconds = run_rounds(parts, ITEMS, rounds)
    return [own / one.reference_seconds for own, one in zip(seconds, made, strict=True)]


@pytest.mark.parametrize("factor", SLOWDOWNS)
def test_what_is_so_many_times_slower_comes_out_as_that(
    monkeypatch: pytest.MonkeyPatch, factor: float
) -> None:
    """1.00, 1.03, 1.05, 1.10 and 1.20 times the work is that ratio in every round."""
    assert ratios(monkeypatch, Clock(), slower(factor), 6) == pytest.approx([factor] * 6)


@pytest.mark.parametrize(("workers", "fraction"), [(2, 0.1), (8, 0.05), (64, 0.5)])
def test_a_known_serial_fraction_gives_amdahl_s_speedup(
    monkeypatch: pytest.MonkeyPatch, workers: int, fraction: float
) -> None:
    """T (s + (1 - s) / p) over T in every round."""
    clock = Clock()
    found = ratios(monkeypatch, clock, with_serial_fraction(workers, fraction, clock.wait), 6)
    assert found == pytest.approx([fraction + (1 - fraction) / workers] * 6)


def test_a_known_overhead_of_each_task_comes_out_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """0.2 ms more for each task of 1 ms."""
    clock = Clock()
    found = ratios(monkeypatch, clock, with_task_overhead(0.0002, clock.wait), 6)
    assert found == pytest.approx([1.2] * 6)


@pytest.mark.parametrize("workers", [1, 3, 8, 200])
def test_waiting_goes_in_waves(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """items / ceil(items / workers), by arithmetic."""
    clock = Clock()
    found = ratios(monkeypatch, clock, in_waves(workers, clock.wait), 6)
    assert found == pytest.approx([ceil(100 / workers) / 100] * 6)


def busy_host(random_: random.Random) -> Callable[[], float]:
    """Bursts of other work: three in ten items take 3 times as long, all scatter by 5 %."""

    def factor() -> float:
        return exp(random_.gauss(0, 0.05)) * (3.0 if random_.random() < 0.3 else 1.0)

    return factor


def host_by_rounds(random_: random.Random) -> Callable[[], float]:
    """Whole stretches of 37 items are slow, so that parts of a round are hit unequally."""
    state = {"items": 0, "factor": 1.0}

    def factor() -> float:
        if state["items"] % 37 == 0:
            state["factor"] = random_.choice((1.0, 1.0, 1.0, 1.6)) * exp(random_.gauss(0, 0.03))
        state["items"] += 1
        return state["factor"]

    return factor


@pytest.mark.parametrize("host", [busy_host, host_by_rounds])
@pytest.mark.parametrize(
    "rounds", [10, *(pytest.param(other, marks=pytest.mark.exhaustive) for other in (6, 30))]
)
def test_intervals_of_95_percent_hold_the_truth_in_93_to_98_percent(
    monkeypatch: pytest.MonkeyPatch,
    rounds: int,
    host: Callable[[random.Random], Callable[[], float]],
) -> None:
    """On made-up busy hosts, through the suite's own rounds, for 6, 10 and 30 pairs."""
    random_ = random.Random(rounds)
    held = 0
    repeats = 400 if rounds < 30 else 200
    for number in range(repeats):
        truth = SLOWDOWNS[number % len(SLOWDOWNS)]
        found = median_interval(ratios(monkeypatch, Clock(host(random_)), slower(truth), rounds))
        held += found.low <= truth <= found.high
    # Two standard errors of such a share are 0.022 (400) and 0.031 (200).
    assert 0.93 - 0.025 <= held / repeats <= 0.98 + 0.015


def test_identical_code_is_told_apart_no_more_often_than_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a busy host at most 8 of 300 comparisons of the loop with itself reach p < 0.01
    (three are due; 8 are reached by chance in one of a hundred such tests)."""
    random_ = random.Random(7)
    found = [
        p_value_of_ratios(ratios(monkeypatch, Clock(busy_host(random_)), slower(1.0), 10))
        for _ in range(300)
    ]
    assert sum(one < 0.01 for one in found) <= 8
    assert sum(one < 0.05 for one in found) <= 24


def results_of(strategy: Strategy, items: Sequence[Any]) -> list[Any]:
    with strategy.open(1, "none") as run:
        return run(lambda item: item, items, 1)


@pytest.mark.parametrize(
    "strategy",
    [
        slower(1.2),
        with_serial_fraction(2, 0.5, lambda _: None),
        with_task_overhead(0.0, lambda _: None),
        in_waves(2, lambda _: None),
    ],
)
def test_truth_machines_give_right_results(strategy: Strategy) -> None:
    """Whatever they waste, each item's result is given once, in order."""
    assert results_of(strategy, [1.0, 2.0, 3.0]) == [1.0, 2.0, 3.0]
