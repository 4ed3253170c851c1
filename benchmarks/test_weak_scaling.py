"""Family weak_scaling: a share of work for each worker, each round beside the loop over one."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import WEAK_SCALING, Case
from lightwork.measuring.session.case_tests import measure_or_resume
from lightwork.measuring.session.suite import Suite

FAMILY = WEAK_SCALING


@pytest.mark.benchmark(group=FAMILY)
def test_weak_scaling(benchmark: BenchmarkFixture, suite: Suite, case: Case) -> None:
    """Right results of as many shares as workers, and their wall seconds beside one share's."""
    measure_or_resume(benchmark, suite, FAMILY, case)
