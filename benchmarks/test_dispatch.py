"""Family dispatch: what handing out a task costs that does nothing."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "dispatch"


@pytest.mark.benchmark(group=FAMILY)
def test_dispatch(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of tasks that do nothing, beside the plain loop over the same items."""
    measure_or_resume(benchmark, suite, FAMILY, case)
