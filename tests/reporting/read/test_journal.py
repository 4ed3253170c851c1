"""Journals, and runs that were continued, as the report shows them."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from lightwork.commands import report
from lightwork.commands.report import main
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.journal_notices import GO_ON
from lightwork.reporting.read.run import read_run
from tests.fixtures.made_up.journals import journal_bytes, records_of
from tests.fixtures.made_up.runs import made_up_run, save

RUN = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)
PLANNED = len(RUN["benchmarks"])


def journal(folder: Path, cases: int = 3, end: bytes = b"", **ours: Any) -> Path:
    """The run's journal after so many cases, and perhaps more bytes."""
    records = records_of(json.loads(json.dumps(RUN)))[: cases + 1]
    if ours:
        records.append({"ended": {**records[0]["lightwork"], **ours}})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "20261124_050000_abcd.jsonl"
    path.write_bytes(journal_bytes(records) + end)
    return path


def said(*arguments: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main([str(one) for one in arguments], out, err)
    return code, out.getvalue(), err.getvalue()


def test_a_journal_is_read_as_a_saved_file(tmp_path: Path) -> None:
    """Its cases are those of the file, value by value; the run is not finished."""
    file = save(RUN, tmp_path)
    read, whole = read_run(journal(tmp_path)), read_run(file)
    assert list(map(repr, read.cases)) == [
        repr(case._replace(disturbed_by=[""] * 6)) for case in whole.cases[:3]
    ]
    assert (read.finished, read.planned_cases, read.seconds) == (False, PLANNED, 6.0)
    assert f"{read.saved_at:%H:%M}" == "05:03"
    assert (read.run_id, read.machine, read.python) == (whole.run_id, whole.machine, whole.python)


@pytest.mark.parametrize(
    ("end", "ours", "why"),
    [
        (b"", {}, "the run was killed, lost its power, or still goes on"),
        (b'{"line":5,"su', {}, "killed or lost its power while it wrote"),
        (b"", {"finished": False}, "the run ended before all was measured"),
    ],
)
def test_it_is_said_to_be_partial_everywhere(
    end: bytes, ours: dict[str, Any], why: str, tmp_path: Path
) -> None:
    """In the terminal, on the page and in the summary: how many of how many cases, and why."""
    path = journal(tmp_path / "in", end=end, **ours)
    code, out, err = said(path, "--out", tmp_path / "out", "--format", "svg")
    assert (code, err) == (0, "")
    for text in (
        out,
        (tmp_path / "out" / "index.html").read_text(encoding="utf-8"),
        (tmp_path / "out" / "summary.md").read_text(encoding="utf-8"),
    ):
        words = " ".join(text.split())
        assert f"PARTIAL: 3 of {PLANNED} planned cases, read from a journal: " in words
        assert why in words
        assert f"{GO_ON} measures it" in words


def test_what_is_said_to_continue_a_run_saves_it() -> None:
    """Without the option the whole run would be measured and stand in no saved file."""
    assert "--benchmark-autosave" in GO_ON.split()
    assert GO_ON.endswith("--resume")


def test_a_whole_run_that_nobody_saved(tmp_path: Path) -> None:
    """All cases are there: it is not called partial, and the words say how to save it."""
    path = journal(tmp_path / "in", PLANNED, finished=True)
    code, out, _ = said(path, "--out", tmp_path / "out", "--format", "svg")
    assert (code, "PARTIAL" in out) == (0, False)
    assert "but nobody saved the run" in " ".join(out.split())


def test_a_changed_number_is_refused_by_its_line(tmp_path: Path) -> None:
    """One digit of one round of the second case: line 3, and no figure of the file is shown."""
    path = journal(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    at = lines[2].index(b'"data": [') + 11
    lines[2] = lines[2][:at] + bytes([lines[2][at] ^ 1]) + lines[2][at + 1 :]
    path.write_bytes(b"".join(lines))
    with pytest.raises(Unreadable, match=r"line 3: got the checksum .*The journal is damaged"):
        read_run(path)
    code, out, err = said(path, "--out", tmp_path / "out")
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_newer_journal_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name the newest saved run is reported, and the journal that is newer named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(report, "HOME", tmp_path)  # not what the checkout has of its own
    storage = tmp_path / ".benchmarks"
    code, _, err = said()
    assert (code, "note:" in err) == (2, False)
    journal(storage / "journal")
    code, _, err = said()
    assert code == 2
    assert "go on with it: pytest benchmarks/ --benchmark-autosave --resume" in err
    out = ("--out", tmp_path / "out", "--format", "svg")
    older = {**RUN, "datetime": "2026-11-24T04:00:00+00:00"}
    save(older, storage / "x")
    code, _, err = said(*out)
    assert code == 0
    assert "Read it: python reports/plot.py .benchmarks/journal/20261124_050000_abcd.jsonl" in err
    save({**RUN, "datetime": "2026-11-24T06:00:00+00:00"}, storage / "x")
    code, _, err = said(*out)
    assert (code, err) == (0, "")


def test_a_folder_means_its_saved_files(tmp_path: Path) -> None:
    """Not the journals in it: what they hold is mostly saved as well."""
    save(RUN, tmp_path / "runs")
    journal(tmp_path / "runs" / "journal")
    code, _, err = said(tmp_path / "runs", "--out", tmp_path / "out", "--format", "svg")
    assert (code, err) == (0, "")


def test_a_continued_run_says_when(tmp_path: Path) -> None:
    """In the line about the run: the moment, and how many cases came from before."""
    run = json.loads(json.dumps(RUN))
    run["lightwork"]["resumed"] = [{"at": "2026-11-24T04:59:00+00:00", "kept": 3}]
    file = save(run, tmp_path / "in")
    _, out, _ = said(file, "--out", tmp_path / "out", "--format", "svg", "--full")
    words = " ".join(out.split())
    assert "broken off and continued at 2026-11-24 04:59 UTC with 3 cases from before" in words


def test_of_two_files_of_one_run_the_fuller_counts(tmp_path: Path) -> None:
    """What was saved at Ctrl-C and what the continued run saved are not two runs."""
    part = {**RUN, "benchmarks": RUN["benchmarks"][:2]}
    part["lightwork"] = {**RUN["lightwork"], "finished": False}
    first = save(part, tmp_path / "runs", "0001.json")
    save(RUN, tmp_path / "runs", "0002.json")
    other = made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6, seed=2)
    other["lightwork"] = {**other["lightwork"], "run_id": "other"}
    save(other, tmp_path / "runs", "0003.json")
    code, out, _ = said(tmp_path / "runs", "--out", tmp_path / "out", "--format", "svg")
    assert code == 0
    assert "did not finish" not in out
    assert f"{first.name}" in (tmp_path / "out" / "summary.md").read_text() + out
