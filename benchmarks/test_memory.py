"""Family memory: how much of the host's memory a worker takes."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "memory"


@pytest.mark.benchmark(group=FAMILY)
def test_memory(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Memory per worker, and wall seconds of starting it."""
    measure_or_resume(benchmark, suite, FAMILY, case)
