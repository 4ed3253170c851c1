"""Family speedup: the same items by every strategy, each round beside the serial loop."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import SPEEDUP, Case
from benchmarks.suite import Suite

FAMILY = SPEEDUP


@pytest.mark.benchmark(group=FAMILY)
def test_speedup(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Right results in every round, and their wall seconds beside the serial loop's."""
    measure(benchmark, suite, FAMILY, case)
