"""Family speedup: the same items by every strategy, each round beside the serial loop."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import SPEEDUP, Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = SPEEDUP


@pytest.mark.benchmark(group=FAMILY)
def test_speedup(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Right results in every round, and their wall seconds beside the serial loop's."""
    measure_or_resume(benchmark, suite, FAMILY, case)
