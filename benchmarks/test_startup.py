"""Family startup: what it costs to start workers and to end them."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "startup"


@pytest.mark.benchmark(group=FAMILY)
def test_startup(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of starting and ending workers, beside the same command with nothing done."""
    measure_or_resume(benchmark, suite, FAMILY, case)
