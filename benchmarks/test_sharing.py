"""Family sharing: what a shared number costs, rung by rung, and what gets lost."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "sharing"


@pytest.mark.benchmark(group=FAMILY)
def test_sharing(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of updates to what is shared, beside a loop that increments a local variable."""
    measure_or_resume(benchmark, suite, FAMILY, case)
