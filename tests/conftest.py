"""Fixtures of all tests."""

from pathlib import Path

import pytest

from tests.fixtures.checkout import LITTLE, Checkout, copy_to


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take ``--exhaustive``."""
    parser.addoption("--exhaustive", action="store_true", help="all tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is exhaustive, if it is not asked for; a browser is an extra."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("extras")
    if config.getoption("--exhaustive"):
        return
    left_out = [item for item in items if item.get_closest_marker("exhaustive")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A copy of the suite that no run has touched yet."""
    return copy_to(tmp_path)


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A copy in which one small real run was measured and saved."""
    copy = copy_to(tmp_path_factory.mktemp("measured"))
    strategies = "--strategies=serial,threads,pool"
    (copy.folder / ".benchmarks").mkdir()  # pytest-benchmark 5.2.0 does not make it
    done = copy.pytest(
        *LITTLE,
        strategies,
        "--workers=2",
        "--benchmark-autosave",
        "--benchmark-json=.benchmarks/run.json",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return copy
