"""The command for a function: what it prints, writes and refuses all say the same."""

import html
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lightwork.commands.function import ANSWERED, REFUSED, main
from lightwork.core.decision import BEST, FAILED, SLOWER, UNDECIDED
from lightwork.reporting.user_function.answer import answer_lines, table_lines
from tests.fixtures.places import ROOT

JOB = "ITEMS = list(range(40))\n\n\ndef work(item):\n    return sum(range(item * 50))\n"
SPEEDUP = {"value": 1.874, "low": 1.8, "high": 1.931}


TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": type(None),
}


def assert_fits(value: Any, schema: dict[str, Any], named: dict[str, Any]) -> None:
    """What of JSON Schema ours uses; no property that it does not know."""
    schema = {**named.get(schema.get("$ref", "").rpartition("/")[2], {}), **schema}
    if "anyOf" in schema:
        schema = next(
            one for one in schema["anyOf"] if (one.get("type") == "null") is (value is None)
        )
        assert_fits(value, schema, named)
        return
    assert value in schema.get("enum", [value])
    assert value == schema.get("const", value)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    assert not kinds or any(isinstance(value, TYPES[kind]) for kind in kinds), (value, kinds)
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema.get("required", ())) <= value.keys() <= schema["properties"].keys()
        for name, one in value.items():
            assert_fits(one, schema["properties"][name], named)
    for one in value if isinstance(value, list) else ():
        assert_fits(one, schema.get("items", {}), named)


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.chdir(folder)
    out, err = io.StringIO(), io.StringIO()
    return main(arguments, out, err), out.getvalue(), err.getvalue()


def test_a_function_gets_a_sentence_a_table_code_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All keys of the contract are in the file, and the printed code is the file's."""
    (tmp_path / "job.py").write_text(JOB)
    arguments = ("job.py:work", "--items", "job.py:ITEMS", "--json", "v.json", "--time-budget", "1")
    code, out, err = run(tmp_path, monkeypatch, *arguments)
    assert (code, err) == (ANSWERED, "")
    verdict = json.loads((tmp_path / "v.json").read_text())
    schema = json.loads((ROOT / "docs/verdict.schema.json").read_text())
    assert_fits(verdict, schema, schema["$defs"])
    assert verdict["seconds"].keys() == {"first_estimate", "recommendation", "final"}
    assert all(one["reason"] for one in verdict["candidates"])
    for line in [*answer_lines(verdict), *verdict["code"].splitlines()]:
        assert line.strip() in out
    names: dict[str, Any] = {}
    monkeypatch.syspath_prepend(str(tmp_path))
    exec(compile(verdict["code"], "code", "exec"), names)  # noqa: S102 - what is to be pasted
    assert names["main"](names["ITEMS"]) == [sum(range(item * 50)) for item in range(40)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["job.py:work"], "needs --items"),
        (["job.py:wrk", "--items", "3"], "Did you mean work?"),
        (["jab.py:work", "--items", "3"], "Did you mean job.py?"),
        (["job.py", "--items", "3"], "It has: work"),
        (["job.py:work", "--items", "3", "--json", "no/where.json"], "no folder no"),
        (["job.py:work", "--items", "3", "--html", "no/page.html"], "--html: no folder no"),
        (["job.py:work", "--items", "3", "--html", "."], "--html: . is a folder"),
        (["job.py:work", "--items", "3", "--html", "job.py/page.html"], "--html: no folder job.py"),
        (["job.py:work", "--items", "3", "--html", "p" * 300], "cannot be written: File name too"),
        (["job.py:work", "--items", "3", "--time-budget", "soon"], "--time-budget: invalid float"),
        (["job.py:work", "--itms", "3"], "--itms"),
    ],
)
def test_what_is_asked_wrongly_gets_one_line(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status 2, what was wrong, and the nearest right thing."""
    (tmp_path / "job.py").write_text(JOB)
    code, _, err = run(tmp_path, monkeypatch, *arguments)
    assert code == REFUSED
    assert words in err
    assert err.count("\n") == 1


def test_the_page_says_what_the_terminal_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file, with the code that was printed and the same recommendation; nothing beside it."""
    (tmp_path / "job.py").write_text(JOB.replace("work(item)", "work(item, more)"))
    (tmp_path / "pairs.py").write_text("PAIRS = [(item, 1) for item in range(40)]\n")
    arguments = ("--items", "pairs.py:PAIRS", "--star", "--html", "page.html", "--json", "v.json")
    code, out, err = run(tmp_path, monkeypatch, "job.py:work", *arguments, "--time-budget", "1")
    assert (code, err) == (ANSWERED, "")
    assert "written: v.json, page.html" in out
    page = html.unescape((tmp_path / "page.html").read_text())
    found = json.loads((tmp_path / "v.json").read_text())
    assert found["code"] in page
    assert f">{found['worth_it']}</span>" in page
    assert "lightwork job.py:work --items pairs.py:PAIRS --star" in page
    assert "FOLDER" not in page
    files = {path.name for path in tmp_path.iterdir()} - {"__pycache__"}
    assert files == {"job.py", "pairs.py", "page.html", "v.json"}


def test_a_script_of_the_folder_is_what_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printed code, saved beside the job and run as a whole, says how many results it has."""
    (tmp_path / "job.py").write_text(JOB)
    arguments = ("job.py:work", "--items", "12", "--json", "v.json", "--time-budget", "1")
    assert run(tmp_path, monkeypatch, *arguments)[0] == ANSWERED
    (tmp_path / "pasted.py").write_text(json.loads((tmp_path / "v.json").read_text())["code"])
    done = subprocess.run(
        [sys.executable, "pasted.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("12 results\n", "")


def candidate(mechanism: str, status: str, **more: Any) -> dict[str, Any]:
    known = {
        "mechanism": mechanism, "workers": 2, "chunksize": 250, "start_method": "fork",
        "speedup": SPEEDUP, "status": status, "reason": "why", "seconds": 0.0123,
        "memory_bytes": 48.7e6, "blocks": 6, "warnings": [], "recommended": False,
    }  # fmt: skip
    return {**known, **more}


def verdict(worth_it: str, *candidates: dict[str, Any], **more: Any) -> dict[str, Any]:
    known = {
        "function": "job.py:work", "items": 2000, "items_run": 2000, "cores": 2,
        "default_start_method": "fork", "worth_it": worth_it, "reason": "no interval reaches it",
        "loop_seconds": {"value": 0.0231, "low": 0.022, "high": 0.024},
        "all_items_seconds": 0.0231, "candidates": [*candidates], "ceiling": SPEEDUP,
        "break_even_interval": {"value": 0.005, "low": 0.004, "high": 0.007},
        "break_even_mechanism": "pool",
        "class": {"shares": {"gil": {"value": 1.0}}}, "alarms": [], "warnings": [],
    }  # fmt: skip
    return {**known, **more}


@pytest.mark.parametrize("workers", [1, 2, 8, 64, 192])
def test_sentence_and_row_name_the_same(workers: int) -> None:
    """Mechanism, workers, chunk size and speedup; nothing is wider than 80 columns."""
    chosen = candidate("process_pool", BEST, workers=workers, recommended=True)
    lines = [*answer_lines(verdict("yes", chosen, candidate("thread_pool", SLOWER)))]
    count = f"{workers} worker{'s' * (workers != 1)}"
    text = " ".join(" ".join(lines).split())
    assert f"Recommended: ProcessPoolExecutor, {count}, chunks of 250: 1.87× [1.80, 1.93]" in text
    (row,) = [line for line in lines if line.startswith(">")]
    assert row.split()[1:4] == ["ProcessPoolExecutor", str(workers), "250"]
    assert "1.87× [1.80, 1.93]" in row
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("made", "begin"),
    [
        (verdict("no"), "Recommended: the serial loop"),
        (verdict("no", candidate("pool", FAILED, speedup=None)), "Recommended: the serial loop"),
        (verdict("no", candidate("pool", BEST)), "Recommended: the serial loop"),
        (verdict("inconclusive", candidate("pool", BEST)), "Inconclusive: keep the serial loop"),
    ],
)
def test_where_nothing_is_worth_it_the_loop_is_recommended(
    made: dict[str, Any], begin: str
) -> None:
    """In the sentence and in the table, whatever there is beside it."""
    lines = [*answer_lines(made)]
    assert lines[0].startswith(begin)
    (row,) = [line for line in lines if line.startswith(">")]
    assert "serial loop" in row


def test_who_failed_is_named_with_its_reason_and_has_no_row() -> None:
    """Also where nobody else is left: no figures are made up for it."""
    reason = "BrokenProcessPool: a process was terminated abruptly while the future was running"
    failed = candidate("process_pool", FAILED, speedup=None, seconds=None, reason=reason)
    lines = [*answer_lines(verdict("no", failed))]
    text = " ".join(" ".join(lines).split())
    assert f"Failed: ProcessPoolExecutor, 2 workers, chunks of 250: {reason}" in text
    (row,) = list(table_lines(verdict("no", failed)))[1:2]
    assert "serial loop" in row
    assert [line for line in lines if "ProcessPool" in line] == [
        line for line in lines if "Failed: ProcessPool" in line
    ]
    assert "Fastest" not in text


@pytest.mark.parametrize("function", ["job.py:work", f"{'deep/' * 20}job.py:{'work' * 25}"])
def test_sentences_are_folded_at_80_columns(function: str) -> None:
    """However long names and reasons are; a file's name is cut, never lost."""
    made = verdict(
        "inconclusive",
        candidate("pool", BEST, start_method="forkserver", workers=192, recommended=True),
        candidate("process_pool", FAILED, speedup=None, reason="no reason " * 30),
        function=function,
        reason="none is surely above 1.05×, though one may reach 1.12×",
        alarms=["5 of 6 rounds were disturbed by other programs, so figures may be off."],
        warnings=["Only the first 200,000 items were read."],
    )
    lines = [*answer_lines(made)]
    prose = [line for line in lines if line not in [*table_lines(made)] or "no reason" in line]
    assert any("no reason" in line for line in prose)
    assert max(map(len, prose)) <= 80
    assert function in "".join("".join(lines).split())
    for said in (*made["alarms"], *made["warnings"]):
        assert said.split()[0] in " ".join(lines)


def test_it_is_said_whether_the_gain_is_worth_a_script() -> None:
    """Of a small one what it saves; of a sample what all items come to, both ways."""
    chosen = candidate("pool", BEST, recommended=True)
    assert "saves 10.8 ms a run: worth the change only if" in said(verdict("yes", chosen))
    long = {
        "items_run": 500,
        "all_items_seconds": 37.0,
        "all_items_interval": {"value": 37.0, "low": 36.0, "high": 38.0},
        "all_items_not_forecast": None,
    }
    text = said(verdict("yes", chosen, **long))
    assert "over all 2,000 items takes about 37.0 s (90 % interval: 36.0 s to 38.0 s)" in text
    assert "as recommended about 19.7 s or less" in text
    assert "saves" not in text
    assert "23.1 ms → 12.3 ms for 500 of 2,000 items)" in text
    unsure = said(verdict("inconclusive", candidate("pool", BEST), **long))
    assert "keep the serial loop (23.1 ms for 500 of 2,000 items)" in unsure
    assert "as recommended" not in said(verdict("no", candidate("pool", BEST), **long))


@pytest.mark.parametrize(
    ("worth_it", "status", "ending"),
    [
        ("inconclusive", UNDECIDED, "."),
        ("inconclusive", SLOWER, ", so threads do not help."),
        ("no", UNDECIDED, ", so threads do not help."),
    ],
)
def test_threads_are_not_spoken_against_where_they_may_be_best(
    worth_it: str, status: str, ending: str
) -> None:
    """Holding the GIL says that they do not help; what was measured has the last word."""
    made = verdict(worth_it, candidate("pool", BEST), candidate("thread_pool", status))
    assert f"100 % holding the GIL{ending}" in said(made)


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        ([candidate("pool", SLOWER)], "it reaches 1.87× [1.80, 1.93]"),
        ([candidate("pool", FAILED, speedup=None)], "it failed"),
        ([], None),
    ],
)
def test_another_start_method_than_the_usual_has_a_reason(
    usual: list[dict[str, Any]], words: str | None
) -> None:
    """What the same mechanism came to with the default one."""
    text = said(
        verdict("yes", candidate("pool", BEST, recommended=True, start_method="spawn"), *usual)
    )
    assert ("Why spawn: with fork, the default start method, " in text) is (words is not None)
    assert words is None or words in text
    assert "Why" not in said(verdict("yes", candidate("pool", BEST, recommended=True)))


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (0.95, 0.9, 1.0, "95 % [90, 100] of what as many processes did: they do not contend."),
        (0.5, 0.4, 0.6, "50 % [40, 60] of what as many processes did: they contend, for a lock"),
        (0.8, 0.6, 0.95, "whether they contend is inconclusive."),
        (0.5, None, None, "50 % [no interval] of what as many processes did: they contend"),
        (0.7, None, None, "whether they contend is inconclusive."),
    ],
)
def test_without_a_gil_it_is_said_whether_threads_contend(
    value: float, low: float | None, high: float | None, words: str
) -> None:
    """By what threads reach of as many processes; with a GIL there is nothing to say."""
    shares = {"native": {"value": 1.0}, "gil": {"value": 0.0}}
    beside = {"value": value, "low": low, "high": high}
    chosen = candidate("thread_pool", BEST, recommended=True)
    free = {"shares": shares, "threads_of_processes": beside}
    assert words in said(verdict("yes", chosen, **{"class": free}))
    assert "contend" not in said(verdict("yes", chosen))


def test_a_column_is_there_only_if_it_says_something() -> None:
    """No chunks where all go one by one, no memory where none is known."""
    threads = candidate(
        "thread_pool", BEST, start_method="none", chunksize=1, memory_bytes=None, recommended=True
    )
    heading, *_ = table_lines(verdict("yes", threads))
    assert heading.split() == [
        "mechanism",
        "workers",
        "time",
        "speedup",
        "[95",
        "%]",
        "vs.",
        "best",
    ]
    heading, *rows = table_lines(verdict("yes", candidate("pool", BEST)))
    assert "chunk" in heading
    assert "memory" in heading
    assert any("what forked ones share is counted in each" in row for row in rows)


def test_an_answer_is_short_whatever_was_tried() -> None:
    """With the code it fits on a screen; what is not shown is counted, and none failed twice."""
    mechanisms = ("pool", "process_pool", "pool_imap", "process", "thread_pool")
    many = [
        candidate(one, UNDECIDED, start_method=method)
        for one in mechanisms
        for method in ("fork", "forkserver", "spawn")
    ]
    many[0] |= {"status": BEST, "recommended": True}
    failed = [candidate("pool", FAILED, speedup=None, workers=one) for one in (2, 4, 8)]
    lines = [*answer_lines(verdict("yes", *many, *failed, warnings=["It prints 3 bytes."]))]
    assert len(lines) <= 20
    assert len([line for line in lines if line.startswith("Failed: Pool.map: why")]) == 1
    assert any(re.fullmatch(r"  and \d+ more", line) for line in lines)


def said(made: dict[str, Any]) -> str:
    """The whole answer on one line."""
    return " ".join(" ".join(answer_lines(made)).split())
