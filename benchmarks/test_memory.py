"""Family memory: how much of the host's memory a worker takes."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "memory"


@pytest.mark.benchmark(group=FAMILY)
def test_memory(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Memory per worker, and wall seconds of starting it."""
    measure(benchmark, suite, FAMILY, case)
