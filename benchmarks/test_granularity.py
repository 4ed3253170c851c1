"""Family granularity: how small a task may be."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "granularity"


@pytest.mark.benchmark(group=FAMILY)
def test_granularity(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of the same work in ever smaller tasks, beside the loop and the ceiling."""
    measure(benchmark, suite, FAMILY, case)
