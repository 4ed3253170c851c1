"""Family granularity: how small a task may be."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "granularity"


@pytest.mark.benchmark(group=FAMILY)
def test_granularity(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of the same work in ever smaller tasks, beside the loop and the ceiling."""
    measure_or_resume(benchmark, suite, FAMILY, case)
