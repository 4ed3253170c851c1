"""Family imbalance: items of uneven cost by chunk size."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "imbalance"


@pytest.mark.benchmark(group=FAMILY)
def test_imbalance(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of items of uneven cost in chunks, beside the loop."""
    measure(benchmark, suite, FAMILY, case)
