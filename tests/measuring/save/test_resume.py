"""Which run ``--resume`` continues, and what it refuses, in one sentence each."""

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lightwork.measuring.plan.choice import NEWEST, SUITE_OPTIONS
from lightwork.measuring.save.resume import check_same, resumed_by, run_to_resume
from lightwork.measuring.save.resume_reading import BrokenRun, UnusableJournal, read_broken_run
from tests.fixtures.made_up.journals import journal_bytes, records_of
from tests.fixtures.made_up.runs import made_up_run

FACTS: dict[str, Any] = {
    "machine": {"id": "m-1", "usable_cores": 2, "label": "mine", "memory_bytes": 1},
    "python": {"version": "3.11.7", "gil": True},
}
CASES = ["speedup a", "speedup b"]
TYPED: dict[str, str | None] = {one.name: None for one in SUITE_OPTIONS}


def option(**typed: Any) -> SimpleNamespace:
    """pytest's options with what was typed."""
    plain = {name.removeprefix("--").replace("-", "_"): value for name, value in TYPED.items()}
    others = {"help": False, "workload": None, "cluster": None, "benchmark_disable": False}
    return SimpleNamespace(**{**plain, **others, "resume": NEWEST, **typed})


def broken(folder: Path, typed: dict[str, str | None] = TYPED) -> BrokenRun:
    """A run of `FACTS` and `CASES`, broken off after all cases of a made-up run."""
    return read_broken_run(write(folder / "journal" / "20261124_a.jsonl", typed))


def write(path: Path, typed: dict[str, str | None] = TYPED) -> Path:
    header, *cases = records_of(made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6))
    header["resumed_by"] = json.loads(json.dumps(resumed_by(FACTS, typed, CASES)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(journal_bytes([header, *cases]))
    return path


def test_the_same_is_continued(tmp_path: Path) -> None:
    """Same machine, Python, packages, code and cases, in whatever order: nothing is raised."""
    facts = {**FACTS, "machine": {**FACTS["machine"], "label": "other", "memory_bytes": 2}}
    check_same(broken(tmp_path), resumed_by(facts, TYPED, CASES[::-1]))


@pytest.mark.parametrize(
    ("part", "key", "value", "words"),
    [
        ("machine", "id", "m-2", "machine id: got m-2, expected m-1."),
        ("machine", "usable_cores", 4, "machine usable_cores: got 4, expected 2."),
        ("python", "version", "3.12.1", "python version: got 3.12.1, expected 3.11.7."),
        ("python", "jit", True, "python jit: got True, expected None."),
        ("packages", "numpy", "9", "packages numpy: got 9, expected "),
        ("code", "version", "abc", "code version: got abc, expected "),
    ],
)
def test_what_differs_is_named(
    part: str, key: str, value: object, words: str, tmp_path: Path
) -> None:
    """One sentence with what was got, what was expected and what to do."""
    now = resumed_by(FACTS, TYPED, CASES)
    now[part] = {**now[part], key: value}
    with pytest.raises(pytest.UsageError) as refused:
        check_same(broken(tmp_path), now)
    line = str(refused.value)
    assert words in line
    assert "or measure anew without --resume." in line


def test_another_choice_of_cases_is_refused(tmp_path: Path) -> None:
    """With the command that chose those of the run."""
    with pytest.raises(pytest.UsageError) as refused:
        check_same(broken(tmp_path), resumed_by(FACTS, TYPED, CASES[:1]))
    line = str(refused.value)
    assert "the plan: got 1 cases, expected 2; one that is not in both: speedup b." in line
    assert "pytest benchmarks/ --benchmark-autosave" in line


def test_options_are_taken_over(tmp_path: Path) -> None:
    """What was not typed again is that of the run; what was typed must be the same."""
    write(tmp_path / "journal" / "x.jsonl", {**TYPED, "--workers": "2", "--sizes": "small"})
    chosen = option()
    assert run_to_resume(chosen, tmp_path) is not None
    assert (chosen.workers, chosen.sizes) == ("2", "small")
    assert run_to_resume(option(workers="2"), tmp_path) is not None
    for name, value in (("workers", "4"), ("effort", "quick")):
        with pytest.raises(pytest.UsageError, match=rf"--{name}: got '{value}', expected .*Leave"):
            run_to_resume(option(**{name: value}), tmp_path)


def test_the_newest_journal_is_meant(tmp_path: Path) -> None:
    """The one that was written last; where there is none, the sentence says so."""
    with pytest.raises(pytest.UsageError, match=r"got no journal in .*journal: no run was broken"):
        run_to_resume(option(), tmp_path)
    older, newer = (write(tmp_path / "journal" / name) for name in ("2.jsonl", "1.jsonl"))
    for number, path in enumerate((older, newer)):
        os.utime(path, (number, number))
    found = run_to_resume(option(), tmp_path)
    assert found is not None
    assert found.path == newer
    assert run_to_resume(option(resume=str(older)), tmp_path).path == older  # type: ignore[union-attr]


def test_without_the_option_nothing_is_continued(tmp_path: Path) -> None:
    """Not even looked for."""
    assert run_to_resume(option(resume=None), tmp_path) is None


@pytest.mark.parametrize("other", ["workload", "cluster", "benchmark_disable"])
def test_what_cannot_be_continued_says_why(other: str, tmp_path: Path) -> None:
    """An own function, a cluster, disabled benchmarks."""
    write(tmp_path / "journal" / "x.jsonl")
    with pytest.raises(pytest.UsageError, match=f"--resume: got --{other.replace('_', '-')}, too"):
        run_to_resume(option(**{other: "x"}), tmp_path)


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    """``--resume benchmarks/`` takes the next word: the sentence says how to write it."""
    with pytest.raises(pytest.UsageError, match=r"expected a journal\. Write --resume at the end"):
        run_to_resume(option(resume=str(tmp_path)), tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one["stats"]["data"].append(-1.0), "seconds that are not above 0"),
        (lambda one: one["stats"]["data"].append(1.0), "values of .* for 7 rounds"),
        (lambda one: one["params"].pop("state"), "params that are no case"),
        (lambda one: one["params"].update(workers="2"), "params that are no case"),
        (lambda one: one["extra_info"].update(family="x"), "no family of this suite"),
        (lambda one: one["extra_info"].update(cpu_seconds=[10**400] * 6), "nothing measured has"),
        (lambda one: one.pop("extra_info"), "no extra_info"),
    ],
)
def test_records_that_nobody_measured_are_refused(change: Any, words: str, tmp_path: Path) -> None:
    """A journal with right checksums and wrong records: the line is named, nothing is used."""
    records = records_of(made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6))
    change(records[2]["benchmark"])
    path = tmp_path / "x.jsonl"
    path.write_bytes(journal_bytes(records))
    with pytest.raises(UnusableJournal, match=f"^line 3: got .*{words}"):
        read_broken_run(path)


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    """A folder, and a file that is not there."""
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UnusableJournal, match=r"^got "):
            read_broken_run(path)
