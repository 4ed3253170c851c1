"""The tests that pytest makes of planned cases: one each, in order, each with a line of its own."""

from collections.abc import Collection
from functools import partial

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lightwork.core.record import (
    CASE_KEYS,
    FAMILIES,
    NULL_CONTROL,
    SPEEDUP,
    Case,
    CaseKey,
    shown_id,
)
from lightwork.measuring.host.skips import Unavailable
from lightwork.measuring.race.apart import CaseLost
from lightwork.measuring.save.journal_file import NotJournalled
from lightwork.measuring.session import signals
from lightwork.measuring.session.failures import cause_of
from lightwork.measuring.session.run_journal import resume_case
from lightwork.measuring.session.suite import Suite
from lightwork.measuring.user_function.cases import recorded_timer

#: Property of the tests whose cases a continued run has already.
RESUMED_OUTCOME = "kept"


def generate(suite: Suite, metafunc: pytest.Metafunc) -> None:
    """One test per planned case of the module's ``FAMILY``; its params are the case's keys."""
    if not {"benchmark", "suite", "case"} <= set(metafunc.fixturenames):
        return  # somebody else's test
    family = metafunc.module.FAMILY
    plan = suite.plan.families.get(family)
    cases = plan.cases if plan is not None else ()
    metafunc.parametrize(CASE_KEYS, cases, ids=[shown_id(family, case) for case in cases])


def order_tests(suite: Suite, items: list[pytest.Item], failed_before: Collection[CaseKey]) -> None:
    """Families as they are listed, and in each the cases of the same work together.

    The null control of some work is its first case: where a time budget ends the run, it must not
    be what is missing. Cases that failed before the run was continued come last.
    """
    works: dict[tuple[str, str], int] = {}

    def place(item: pytest.Item) -> tuple[bool, bool, int, int, bool]:
        key = key_of(item)
        if key is None:
            return False, False, -1, 0, False
        family, case = key
        position = key not in suite.measurements.kept, key in failed_before
        if family != SPEEDUP:
            return *position, FAMILIES.index(family), 0, False
        work = works.setdefault((case.workload, case.size), len(works))
        return *position, FAMILIES.index(family), work, case.strategy != NULL_CONTROL

    for item in items:
        key = key_of(item)
        if key in suite.measurements.kept:
            item.user_properties.append((RESUMED_OUTCOME, True))
        elif key is not None:  # a timer tells what was measured in other processes
            timer = recorded_timer(partial(suite.seconds_of, key))
            item.add_marker(pytest.mark.benchmark(group=key[0], timer=timer), append=False)
    # For a family without a case pytest makes one test that only says so; nobody asked for it.
    items[:] = [item for item in items if key_of(item) or _family_of(item) not in FAMILIES]
    items.sort(key=place)


def measure_or_resume(benchmark: BenchmarkFixture, suite: Suite, family: str, case: Case) -> None:
    """Measure a case, or keep it where a continued run has it.

    One that turns out not to be measurable here is skipped with the reason; where no more can be
    written, the run ends.
    """
    try:
        kept = suite.measurements.kept.get((family, case))
        if kept is not None:
            resume_case(suite, benchmark, kept)
        else:
            signals.raise_if_came()
            _measure(benchmark, suite, family, case)
    except NotJournalled as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.TESTS_FAILED)


def _measure(benchmark: BenchmarkFixture, suite: Suite, family: str, case: Case) -> None:
    try:
        suite.measure_case(benchmark, family, case)
    except Unavailable as unavailable:
        suite.leave_out(family, case, str(unavailable))
        pytest.skip(str(unavailable))
    except CaseLost as error:  # its text says all: the trace is of our own waiting
        raise pytest.fail.Exception(cause_of(error), pytrace=False) from None


def key_of(item: pytest.Item) -> CaseKey | None:
    """The case that a test measures; None for tests that are none of the suite's."""
    callspec = getattr(item, "callspec", None)
    params = callspec.params if callspec is not None else {}
    planned = set(params) == set(CASE_KEYS) and isinstance(params["workload"], str)
    return (_family_of(item), Case(**params)) if planned else None


def _family_of(item: pytest.Item) -> str:
    """The family of the module that a test stands in; "" for tests that are none of the suite's."""
    return str(getattr(getattr(item, "module", None), "FAMILY", ""))


def show_result(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """No letter for a case: it has a line of its own. Kept ones are counted apart."""
    if "benchmarks/" not in report.nodeid or "[" not in report.nodeid:
        return None
    if report.when == "call" and (RESUMED_OUTCOME, True) in report.user_properties:
        return "kept", "", ""
    if report.passed:
        return "passed" if report.when == "call" else "", "", ""
    return (report.outcome, "", "") if report.when == "call" else None


class CaseLines:
    """A pytest plug-in that shows the case that runs and what each gave.

    An object, because these two hooks of pytest are not handed the configuration.
    """

    def __init__(self, suite: Suite) -> None:
        self._suite = suite

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show which case is measured now."""
        case = self._suite.chosen.get(nodeid)
        if self._suite.progress is not None and case is not None:
            self._suite.progress.starting(case)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Show what a case gave."""
        case = self._suite.chosen.get(report.nodeid)
        if self._suite.progress is not None and case is not None and report.when == "teardown":
            self._suite.progress.ended(case)
