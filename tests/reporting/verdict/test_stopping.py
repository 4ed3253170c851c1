"""What the report says of cases that were cut short; files that say nothing of it are read."""

from pathlib import Path

from lightwork.reporting.read.run import read_run
from lightwork.reporting.verdict.trust import cut_short_text
from tests.fixtures.made_up.runs import made_up_run, save


def words_of(folder: Path, *stopped: str) -> str:
    run = made_up_run(workloads=("fib",), strategies=("threads", "pool"))
    for benchmark, reason in zip(run["benchmarks"], stopped, strict=False):
        benchmark["extra_info"].update(stopped=reason, added_rounds=4)
    return cut_short_text(read_run(save(run, folder)))


def test_it_says_where_time_was_short(tmp_path: Path) -> None:
    """A longer run would help there."""
    words = words_of(tmp_path, "budget", "most rounds", "budget", "precise")
    assert words == "2 cases had fewer rounds because time ran out"


def test_all_had_their_rounds(tmp_path: Path) -> None:
    """Why else rounds ended, as older runs say, is not worth a word."""
    assert words_of(tmp_path, "precise", "most rounds", "settled") == ""


def test_a_file_that_says_nothing_of_it_is_read(tmp_path: Path) -> None:
    """And no words are made up."""
    assert words_of(tmp_path) == ""
