"""Family oversubscription: workers that have BLAS threads of their own."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "oversubscription"


@pytest.mark.benchmark(group=FAMILY)
def test_oversubscription(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of workers with so many BLAS threads each, beside the loop with one."""
    measure(benchmark, suite, FAMILY, case)
