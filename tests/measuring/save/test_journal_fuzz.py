"""Spoilt journals and saved files: the short form of ``python -m studies.fuzz_journals``."""

import pytest

from studies import fuzz_journals
from studies.fuzz_journals import SILENT, is_failure, run


@pytest.mark.parametrize("each", [25, pytest.param(120, marks=pytest.mark.exhaustive)])
def test_what_is_accepted_was_measured(each: int) -> None:
    """So many of each by all readers: refused, or read with the figures that were written."""
    found = run(each, seed=7)
    assert [one for one in found if is_failure(one)] == []
    assert {one.outcome for one in found} >= {"refused", "read"}


@pytest.mark.parametrize(
    "guard",
    ["lightwork.reporting.read.run.check_figures", "lightwork.reporting.read.journal.whole_lines"],
)
def test_the_study_sees_what_is_accepted_in_silence(
    guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its checksums a reader accepts changed digits, and the study says so."""
    if guard.endswith("check_figures"):
        monkeypatch.setattr(guard, lambda *_: True)  # "there is a sum", unchecked
    else:
        monkeypatch.setattr("lightwork.core.journal_lines._sum", lambda *_: "0" * 32)
    monkeypatch.setattr(fuzz_journals, "READ_SECONDS", 60)
    assert SILENT in {one.outcome for one in run(60, seed=3)}
