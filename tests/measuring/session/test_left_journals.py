"""Journals of runs that were never saved: a line tells of many, and all of them stay."""

import os
from pathlib import Path

import pytest

from lightwork.measuring.session.finish import FEW_JOURNALS, unfinished_journals
from tests.fixtures.checkout import LITTLE, Checkout

DAY = 86_400.0


def folder_of(storage: Path, number: int) -> Path:
    """A storage with so many journals of 100 kB, the first of 2001-09-09, one for each day."""
    folder = storage / "journal"
    folder.mkdir(parents=True)
    for day in range(number):
        path = folder / f"{day}.jsonl"
        path.write_bytes(b" " * 100_000)
        os.utime(path, times=(0, 1e9 + day * DAY))
    return folder


def test_many_are_told_in_one_line(tmp_path: Path) -> None:
    """How many, where, how large, since when, and what to do; the run's own is not one of them."""
    folder = folder_of(tmp_path, 12)
    (folder / "notes.txt").write_text("not a journal")
    (line,) = unfinished_journals(folder / "0.jsonl")
    assert line.startswith(f"  11 journals of runs that were not saved are in {folder} (1.1 MB, ")
    assert "the oldest of 2001-09-10)" in line
    assert "--resume=JOURNAL" in line
    assert "delete" in line
    assert len(list(folder.iterdir())) == 13


@pytest.mark.parametrize("number", [0, 1, FEW_JOURNALS])
def test_a_few_are_not_worth_a_line(tmp_path: Path, number: int) -> None:
    """Up to ten beside the run's own, which need not be there."""
    assert unfinished_journals(folder_of(tmp_path, number) / "own.jsonl") == []


def test_a_journal_that_vanishes_meanwhile_is_none(tmp_path: Path) -> None:
    """A run beside this one was saved between the look at the folder and the look at the file."""
    folder = folder_of(tmp_path, FEW_JOURNALS)
    (folder / "gone.jsonl").symlink_to(folder / "nowhere")
    assert unfinished_journals(folder / "own.jsonl") == []


def test_a_run_tells_of_them_before_its_first_case_and_keeps_them(checkout: Checkout) -> None:
    """With the plan, once; the run's own journal goes when it is saved, the others stay."""
    folder_of(checkout.folder / ".benchmarks", FEW_JOURNALS + 1)
    ran = checkout.pytest(*LITTLE, "--strategies", "threads", "--benchmark-autosave")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (told,) = [place for place, line in enumerate(ran.stdout.splitlines()) if "journals" in line]
    first = next(place for place, line in enumerate(ran.stdout.splitlines()) if "] speedup" in line)
    assert told < first
    assert len(checkout.journals()) == FEW_JOURNALS + 1
