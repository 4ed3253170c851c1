"""Fixtures of all tests."""

from pathlib import Path

import pytest

from tests.checkout import LITTLE, Checkout, copy_to


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A copy of the suite that no run has touched yet."""
    return copy_to(tmp_path)


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A copy in which one small real run was measured and saved."""
    copy = copy_to(tmp_path_factory.mktemp("measured"))
    strategies = "--strategies=serial,threads,pool"
    done = copy.pytest(
        *LITTLE,
        strategies,
        "--workers=2",
        "--benchmark-autosave",
        "--benchmark-json=.benchmarks/run.json",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return copy
