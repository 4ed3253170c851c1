"""Family imbalance: items of uneven cost by chunk size."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "imbalance"


@pytest.mark.benchmark(group=FAMILY)
def test_imbalance(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of items of uneven cost in chunks, beside the loop."""
    measure_or_resume(benchmark, suite, FAMILY, case)
