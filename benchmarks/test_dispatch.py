"""Family dispatch: what handing out a task costs that does nothing."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "dispatch"


@pytest.mark.benchmark(group=FAMILY)
def test_dispatch(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of tasks that do nothing, beside the plain loop over the same items."""
    measure(benchmark, suite, FAMILY, case)
