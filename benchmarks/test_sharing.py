"""Family sharing: what a shared number costs, rung by rung, and what gets lost."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "sharing"


@pytest.mark.benchmark(group=FAMILY)
def test_sharing(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of updates to what is shared, beside a loop that increments a local variable."""
    measure(benchmark, suite, FAMILY, case)
