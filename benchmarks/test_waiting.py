"""Family waiting: how many waits at once."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "waiting"


@pytest.mark.benchmark(group=FAMILY)
def test_waiting(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of many waits at once, beside those of one."""
    measure_or_resume(benchmark, suite, FAMILY, case)
