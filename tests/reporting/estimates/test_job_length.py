"""From which length of a job on a mechanism pays: on made-up blocks, by arithmetic."""

import math

import pytest

from lightwork.core.record import Case
from lightwork.reporting.estimates.job_length import JobLength, job_length_of
from tests.fixtures.made_up.costs import made_up_costs
from tests.fixtures.made_up.runs import analysed, in_blocks, made_up_run

#: Seven blocks: workers start in 10 ms and do the work in half of the time.
HALF = JobLength([0.010] * 7, [2.0] * 7)


@pytest.mark.parametrize(
    ("seconds", "speedup"), [(0.005, 0.4), (0.020, 1.0), (0.180, 1.8), (1e9, 2.0)]
)
def test_a_job_gains_its_length_over_start_and_work(seconds: float, speedup: float) -> None:
    """L / (S + L / s): 20 ms break even, 180 ms reach nine tenths, a long one all of it."""
    assert HALF.speedup(seconds).value == pytest.approx(speedup)


def test_where_it_pays_and_where_it_gains_nearly_all() -> None:
    """S / (1 - 1 / s) and 9 s S."""
    assert HALF.pays_from.value == pytest.approx(0.020)
    assert HALF.nearly_all_from.value == pytest.approx(0.180)
    assert (HALF.pays_from.low, HALF.pays_from.high) == pytest.approx((0.020, 0.020))


def test_what_is_slower_never_pays() -> None:
    """No job is long enough; where one block in seven says so, the upper bound is infinite."""
    assert math.isinf(JobLength([0.010] * 7, [0.9] * 7).pays_from.value)
    some = JobLength([0.010] * 7, [0.9, *[2.0] * 6]).pays_from
    assert some.value == pytest.approx(0.020)
    assert math.isinf(some.high)


def test_start_and_speedup_are_those_of_the_same_blocks() -> None:
    """A made-up pool of 2: 5 ms a worker, 4 % of loss; cold and warm in the same blocks."""
    run = made_up_run(2, workloads=["fib"], strategies=["process_pool"], spread=0.0)
    in_blocks(run)
    found = job_length_of(
        analysed(run), Case("fib", "medium", "process_pool", "fork", 2, 4, "warm")
    )
    assert found is not None
    assert found.start.value == pytest.approx(0.012)
    assert found.best.value == pytest.approx(1.92, abs=0.01)


def test_what_was_not_measured_warm_starts_as_the_family_startup_says() -> None:
    """Threads; without that family, and without blocks, nothing is known."""
    case = Case("fib", "medium", "threads", "none", 2, 4, "cold")
    run = made_up_run(2, workloads=["fib"], strategies=["threads"])
    assert job_length_of(analysed(run), case) is None
    in_blocks(run)
    assert job_length_of(analysed(run), case) is None
    run["benchmarks"] += made_up_costs(2)
    found = job_length_of(analysed(run), case)
    assert found is not None
    assert found.start.value == pytest.approx(0.0003)
