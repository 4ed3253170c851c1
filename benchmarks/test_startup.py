"""Family startup: what it costs to start workers and to end them."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "startup"


@pytest.mark.benchmark(group=FAMILY)
def test_startup(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of starting and ending workers, beside the same command with nothing done."""
    measure(benchmark, suite, FAMILY, case)
