"""A committed run gives the committed texts: what users read changes only on purpose."""

import pytest

from tests.golden.__main__ import FOLDER, golden_texts


@pytest.mark.parametrize("name", ["verdict.txt", "verdict_full.txt", "summary.md", "estimates.csv"])
def test_the_golden_run_gives_the_golden_text(name: str) -> None:
    """If the change is meant: ``python -m tests.golden``, read the difference, commit it."""
    assert golden_texts()[name] == (FOLDER / name).read_text(encoding="utf-8")
