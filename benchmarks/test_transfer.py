"""Family transfer: what it costs to move a payload from one process to another."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = "transfer"


@pytest.mark.benchmark(group=FAMILY)
def test_transfer(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of payloads on their way, beside copying as many bytes as often."""
    measure_or_resume(benchmark, suite, FAMILY, case)
