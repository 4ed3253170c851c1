"""Family oversubscription: workers that have BLAS threads of their own."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "oversubscription"


@pytest.mark.benchmark(group=FAMILY)
def test_oversubscription(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of workers with so many BLAS threads each, beside the loop with one."""
    measure_or_resume(benchmark, suite, FAMILY, case)
