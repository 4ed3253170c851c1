"""pytest's hooks for the suite; what they do stands in ``lightwork/measuring/session/hooks.py``."""

from typing import Any

import pytest

from lightwork.core.record import Case
from lightwork.measuring.session import case_tests, hooks, options
from lightwork.measuring.session.suite import Suite


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    hooks.configure(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    case_tests.generate(hooks.suite_of(metafunc.config), metafunc)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    hooks.put_in_order(config, items)


def pytest_collection_finish(session: pytest.Session) -> None:
    hooks.begin(session)


def pytest_sessionfinish(session: pytest.Session) -> None:
    hooks.finish(session)


def pytest_terminal_summary(
    terminalreporter: "pytest.TerminalReporter", config: pytest.Config
) -> None:
    hooks.show_saved(config, terminalreporter)


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    return case_tests.show_result(report)


def pytest_benchmark_generate_machine_info(config: pytest.Config) -> dict[str, Any]:
    return hooks.machine_info(config)


def pytest_benchmark_update_json(config: pytest.Config, output_json: dict[str, Any]) -> None:
    hooks.add_run(config, output_json)


@pytest.fixture(scope="session")
def suite(pytestconfig: pytest.Config) -> Suite:
    return hooks.suite_of(pytestconfig)


@pytest.fixture
def case(
    workload: str,
    size: str,
    strategy: str,
    start_method: str,
    workers: int,
    chunksize: int,
    state: str,
) -> Case:
    return Case(workload, size, strategy, start_method, workers, chunksize, state)
