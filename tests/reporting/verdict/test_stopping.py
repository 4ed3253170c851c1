"""What the report says of added rounds, and that files which say nothing of them are read."""

from pathlib import Path

import pytest

from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from lightwork.reporting.verdict.trust import stopping_text
from tests.fixtures.made_up.runs import made_up_run, save

LITTLE = {"workloads": ("fib",), "strategies": ("threads", "pool")}


def words_of(folder: Path, *stopped: tuple[str, int], precision: float | None = 5.0) -> str:
    run = made_up_run(**LITTLE)
    if precision is not None:
        run["lightwork"].update(precision=precision, time_budget=None, extra_rounds=24)
    for benchmark, (reason, added) in zip(run["benchmarks"], stopped, strict=False):
        benchmark["extra_info"].update(stopped=reason, added_rounds=added)
    return stopping_text(read_run(save(run, folder)))


def test_it_says_where_rounds_were_added_and_what_stays_open(tmp_path: Path) -> None:
    """Counts of cases, and the precision that was asked for."""
    words = words_of(tmp_path, ("precise", 12), ("most rounds", 12), ("settled", 0))
    assert (
        words
        == "rounds were added to 2 of 8 cases; 1 verdict rests on imprecise measurements (> ±5 %)"
    )


def test_it_says_where_time_was_short(tmp_path: Path) -> None:
    """A longer run would help there."""
    words = words_of(tmp_path, ("budget", 4), ("budget", 0), ("most rounds", 12), precision=2.5)
    assert words == (
        "rounds were added to 2 of 8 cases; 3 verdicts rest on imprecise measurements "
        "(> ±2.5 %), 2 of them because time ran out"
    )


def test_nothing_added_and_nothing_open(tmp_path: Path) -> None:
    """A quiet host: the planned rounds were enough."""
    assert words_of(tmp_path) == (
        "rounds were added to none of 8 cases; no verdict rests on imprecise measurements (> ±5 %)"
    )


def test_an_older_file_says_nothing_of_it(tmp_path: Path) -> None:
    """It is read, and no words are made up."""
    assert words_of(tmp_path, precision=None) == ""


def test_an_unknown_reason_is_refused(tmp_path: Path) -> None:
    """By name, with those that there are."""
    with pytest.raises(Unreadable, match=r"stopped.*boredom.*most rounds"):
        words_of(tmp_path, ("boredom", 0))
