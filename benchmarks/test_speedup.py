"""Family speedup: the same items by every strategy, each round beside the serial loop."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.hooks import suite_of
from benchmarks.record import CASE_KEYS, Case
from benchmarks.suite import Suite

FAMILY = "speedup"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per planned case; its params are the case's keys."""
    cases = suite_of(metafunc.config).plan.cases
    metafunc.parametrize(CASE_KEYS, cases, ids=[case.id for case in cases])


@pytest.mark.benchmark(group=FAMILY)
def test_speedup(
    benchmark: BenchmarkFixture,
    suite: Suite,
    workload: str,
    size: str,
    strategy: str,
    start_method: str,
    workers: int,
    chunksize: int,
    state: str,
) -> None:
    """Right results in every round, and their wall seconds beside the serial loop's."""
    case = Case(workload, size, strategy, start_method, workers, chunksize, state)
    suite.measure_case(benchmark, FAMILY, case)
