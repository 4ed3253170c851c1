"""Family transfer: what it costs to move a payload from one process to another."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.case_tests import measure
from benchmarks.record import Case
from benchmarks.suite import Suite

FAMILY = "transfer"


@pytest.mark.benchmark(group=FAMILY)
def test_transfer(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Wall seconds of payloads on their way, beside copying as many bytes as often."""
    measure(benchmark, suite, FAMILY, case)
