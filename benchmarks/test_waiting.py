"""Family waiting: how many waits at once."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "waiting"


@pytest.mark.benchmark(group=FAMILY)
def test_waiting(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of many waits at once, beside those of one."""
    measure(benchmark, suite, FAMILY, case)
