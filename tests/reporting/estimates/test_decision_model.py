"""The decision map: known answers of the model, and what it takes from a run."""

import math

import numpy as np
import pytest

from lightwork.core.intervals import Estimate
from lightwork.reporting.charts import discover
from lightwork.reporting.estimates.analysis import Analysis
from lightwork.reporting.estimates.decision_model import (
    Check,
    Costs,
    DecisionGrid,
    Mechanism,
    checks,
    decide_grid,
    decision_models,
    dispatch_at,
    exactly,
    median_off,
    payload_range,
    per_task,
)
from tests.fixtures.made_up.costs import (
    CHANNELS,
    DISPATCH,
    PER_TASK,
    dispatch,
    granularity,
    transfer,
)
from tests.fixtures.made_up.runs import Noise, analysed, made_up_run

LOOP = Mechanism("serial loop", "")
THREADS = Mechanism("ThreadPoolExecutor", "threads", "", "threads")
POOL = Mechanism("Pool.map", "pool", "pipe", "cores")
SHARED = Mechanism("Pool.map + SharedMemory", "pool", "shared", "cores", 0.5)
ALL = (LOOP, THREADS, POOL, SHARED)
TASKS = np.geomspace(1e-6, 1, 61)


def trips(latency: float, bandwidth: float) -> dict[int, Estimate]:
    return {size: exactly(latency + size / bandwidth) for size in (1, 1024, 2**20, 2**24)}


def costs(cores: float = 4, threads: float = 1, pool: Estimate | None = None) -> Costs:
    """A pool that takes 10 µs a task, a pipe of 1 GB/s, shared memory of 8 GB/s."""
    return Costs(
        {"threads": exactly(1e-6), "pool": pool or exactly(1e-5)},
        {"pipe": trips(1e-4, 1e9), "shared": trips(2e-5, 8e9)},
        {"cores": exactly(cores), "threads": exactly(threads)},
    )


def decided(given: Costs, payload: int = 1, *, computing: bool = True) -> DecisionGrid:
    return decide_grid(ALL, given, TASKS, np.array([payload]), computing=computing)


def names(decision: DecisionGrid) -> list[str]:
    return [decision.mechanisms[i].name for i in decision.chosen[0]]


def seconds(mechanism: Mechanism, task: float, payload: int, *, computing: bool = True) -> float:
    made = per_task(mechanism, costs(), np.array([task]), np.array([payload]), computing=computing)
    return float(made[0, 0])


def test_the_formula_by_hand() -> None:
    """Dispatch, then the slower of what the parent and of what the workers do."""
    assert seconds(LOOP, 1e-3, 2**20) == 1e-3
    assert seconds(POOL, 1e-3, 1) == pytest.approx(1e-5 + 1e-3 / 4)
    carry = (2**20 - 1) / 1e9
    assert seconds(POOL, 1e-3, 2**20) == pytest.approx(1e-5 + carry)  # the parent is the slower
    assert seconds(POOL, 1e-1, 2**20) == pytest.approx(1e-5 + (1e-1 + carry) / 4)
    assert seconds(POOL, 1e-1, 2**20, computing=False) == pytest.approx(1e-5 + 1e-1 / 4)
    half = (2**20 - 1) / 8e9 / 2
    assert seconds(SHARED, 1e-1, 2**20) == pytest.approx(1e-5 + (1e-1 + 2 * half) / 4)
    assert seconds(SHARED, 1e-1, 2**20, computing=False) == pytest.approx(1e-5 + (1e-1 + half) / 4)


def test_carrying_is_linear_in_bytes_between_the_sizes_measured() -> None:
    """Half of the bytes between two sizes take half of the seconds between them."""
    assert seconds(POOL, 1e-9, 2**19) == pytest.approx(1e-5 + (2**19 - 1) / 1e9)


def test_a_task_must_be_worth_its_dispatch() -> None:
    """The loop wins below d / (1 - 1/4) times a tenth, the pool above, four times in the end."""
    decision = decided(costs())
    told = names(decision)
    assert told == ["serial loop"] * told.count("serial loop") + ["Pool.map"] * told.count(
        "Pool.map"
    )
    first = TASKS[told.index("Pool.map")]
    even = 1e-5 / (1 / 1.1 - 1 / 4)  # t = 1.1 (d + t / 4)
    assert even <= first < even * 1.3
    assert decision.gain[0, -1] == pytest.approx(4, rel=0.01)
    assert decision.gain[0, 0] == 1
    assert not decision.inconclusive.any()


def test_the_gil_leaves_threads_to_waiting() -> None:
    """Threads win where tasks wait, at any length from 2 µs on, whatever is to be carried."""
    waiting = decided(costs(threads=4), 2**24, computing=False)
    assert names(waiting)[10:] == ["ThreadPoolExecutor"] * 51
    assert "ThreadPoolExecutor" not in names(decided(costs(), 2**24))


def test_without_a_gil_threads_win_at_computing() -> None:
    """They need not carry anything, and are the simplest that is as good."""
    assert names(decided(costs(threads=4)))[15:] == ["ThreadPoolExecutor"] * 46


def test_large_payloads_go_through_shared_memory_or_not_at_all() -> None:
    """16 MiB take 17 ms through the pipe and 2 ms through shared memory."""
    told = names(decided(costs(), 2**24))
    assert list(dict.fromkeys(told)) == ["serial loop", "Pool.map + SharedMemory", "Pool.map"]
    assert 1e-3 < TASKS[told.index("Pool.map + SharedMemory")] < 4e-3


def test_one_core_says_don_t() -> None:
    """Nothing wins over the serial loop at computing."""
    assert set(names(decided(costs(cores=1)))) == {"serial loop"}


def test_64_cores() -> None:
    """The gain ends where the parent can't hand out faster."""
    decision = decided(costs(cores=64))
    assert decision.gain[0, -1] == pytest.approx(64, rel=0.01)
    at_100us = int(np.argmin(abs(TASKS - 1e-4)))
    assert decision.gain[0, at_100us] == pytest.approx(1e-4 / (1e-5 + 1e-4 / 64), rel=0.01)


def test_wide_intervals_are_marked_as_untold() -> None:
    """Where dispatch is 2 to 50 µs the loop is named below, and nothing is told."""
    wide = decided(costs(pool=Estimate(1e-5, 2e-6, 5e-5, 0.97, 6)))
    sure = decided(costs())
    assert wide.inconclusive.any()
    assert not wide.inconclusive[0, [0, -1]].any()
    around = TASKS[wide.inconclusive[0]]
    assert around.min() < 1e-5
    assert 2e-5 < around.max() < 1e-3
    assert names(wide).count("serial loop") > names(sure).count("serial loop")


def test_what_both_share_does_not_make_them_alike() -> None:
    """How many cores there are is uncertain, but shared memory has as many as the pipe."""
    unsure = costs()._replace(parallel={"cores": Estimate(4, 2, 4, 0.97, 6), "threads": exactly(1)})
    at_10ms = int(np.argmin(abs(TASKS - 1e-2)))
    decision = decided(unsure, 2**24)
    assert names(decision)[at_10ms] == "Pool.map + SharedMemory"
    assert not decision.inconclusive[0, at_10ms]


def analysis_of(*families: str, usable: int = 2, gil: bool = True) -> Analysis:
    noise = Noise(0.0, 1)
    made = {
        "dispatch": lambda: dispatch(usable, noise),
        "transfer": lambda: transfer(noise),
        "granularity": lambda: granularity(usable, noise),
    }
    speedups = [name for name in families if name not in made]
    run = made_up_run(usable, workloads=speedups, strategies=["threads", "pool"], spread=0.0)
    run["machine_info"]["python"]["gil"] = gil
    run["benchmarks"] += [one for name in families if name in made for one in made[name]()]
    return analysed(run)


def test_the_model_takes_what_the_run_measured() -> None:
    """Dispatch in four chunks a worker, the ceiling's cores, one core for threads."""
    computing, waiting = decision_models(analysis_of("dispatch", "transfer", "fib"))
    cost = DISPATCH["pool"] / 128 + PER_TASK  # 1,024 tasks, 2 workers
    assert computing.costs.dispatch["pool"].value == pytest.approx(cost, rel=0.02)
    assert computing.costs.parallel["processes"].value == pytest.approx(2 / 1.002)
    assert computing.costs.parallel["threads"].value == pytest.approx(0.99, rel=0.01)
    assert waiting.costs.parallel["threads"].value == 2
    trip = CHANNELS["pool_argument"]
    assert computing.costs.trips["pool_argument"][2**20].value == pytest.approx(
        trip[0] + 2**20 / trip[1] + 5e-8 + 2**20 / 1e10
    )
    assert payload_range([computing, waiting]) == (1, 2**24)
    assert [one.name for one in computing.mechanisms] == [
        "serial loop", "ThreadPoolExecutor", "Pool.map", "ProcessPoolExecutor",
        "Pool.map + SharedMemory",
    ]  # fmt: skip


def test_what_was_not_measured_is_no_candidate() -> None:
    """No pool without transfer, no cores without a ceiling; so no map of computing, which the loop
    would win against threads alone. Without dispatch there is nothing.
    """
    (waiting,) = decision_models(analysis_of("dispatch", "fib"))
    assert not waiting.computing
    assert [one.name for one in waiting.mechanisms] == ["serial loop", "ThreadPoolExecutor"]
    without_cores = decision_models(analysis_of("dispatch", "transfer"))
    assert [one.computing for one in without_cores] == [False]
    assert decision_models(analysis_of("transfer", "fib")) == []


def test_without_a_gil_threads_need_a_measurement() -> None:
    """With a GIL they are one; without, nobody knows before it was measured."""
    kinds = [m.computing for m in decision_models(analysis_of("dispatch", gil=False))]
    assert kinds == [False]
    (computing, _) = decision_models(analysis_of("dispatch", "fib", gil=False))
    assert computing.costs.parallel["threads"].value == pytest.approx(0.99, rel=0.01)


def test_dispatch_between_chunk_sizes() -> None:
    """A chunk's cost is shared by its tasks, between the sizes measured and not beyond them."""
    analysis = analysis_of("dispatch")
    by_chunk = {
        one.case.chunksize: one
        for one in analysis.costs_of("dispatch")
        if (one.case.strategy, one.case.workload) == ("pool", "outstanding")
    }
    for chunksize in (1, 2, 8, 100, 1024):
        assert dispatch_at(by_chunk, chunksize).value == pytest.approx(
            DISPATCH["pool"] / chunksize + PER_TASK
        )
    assert dispatch_at(by_chunk, 5000).value == dispatch_at(by_chunk, 1024).value


def test_the_model_is_checked_against_granularity() -> None:
    """On a made-up machine that obeys it, predictions are right; elsewhere it says how wrong."""
    analysis = analysis_of("dispatch", "transfer", "granularity", "fib")
    found = checks(analysis, decision_models(analysis))
    assert len(found) == 48
    assert median_off(found) < 0.02
    twice = [Check(one.case, 2 * one.predicted) for one in found]
    assert median_off(twice) == pytest.approx(1, abs=0.05)
    half = [Check(one.case, 0.5 * one.predicted) for one in found]
    assert median_off(half) == pytest.approx(1, abs=0.05)


def test_the_chart_says_that_it_is_computed() -> None:
    """And how true it was, or that nobody looked."""
    chart = discover()["decision_map"]
    said = chart.finding(analysis_of("dispatch", "transfer", "granularity", "fib"))
    assert "Pure Python: Pool.map from about 1.1 µs a task on" in said
    assert "Waiting: ThreadPoolExecutor always." in said
    assert "Computed, not measured: off by " in said
    unchecked = chart.finding(analysis_of("dispatch", "transfer", "fib"))
    assert unchecked.endswith("Computed, not measured: not checked, as the family granularity "
                              "was not run.")  # fmt: skip
    assert not any(math.isnan(m.costs.parallel["threads"].value)
                   for m in decision_models(analysis_of("dispatch")))  # fmt: skip
