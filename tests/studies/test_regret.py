"""The regret study: its arithmetic on made-up turns, its scripts, jobs, records and table."""

import ast
import json
import math
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from studies.regret import __main__ as command
from studies.regret import catalog, records, table
from studies.regret.arithmetic import Seconds, best, hopeless, over, percentile, regret
from studies.regret.catalog import FOLDER, JOBS, Job
from studies.regret.check import call, check, written
from studies.regret.recommend import label, read_verdict
from studies.regret.scripts import LOOP, alternatives, before_guard, same_scripts
from studies.regret.timing import digest_of

BY_NAME = {job.function: job for job in JOBS}
#: Two jobs whose serial loops take some 10 and 30 ms.
SMALL = ("describe", "read_sensor")


def answers_of(job: Job) -> list[Any]:
    """What the serial loop gives, in this process."""
    space = runpy.run_path(str(job.path), run_name=job.module)
    found = space[job.items]
    return [space[job.function](one) for one in (found() if callable(found) else found)]


# Arithmetic


def test_regret_of_the_fastest_is_nothing() -> None:
    seconds = {"a": [1.0, 2.0, 1.0, 2.0], "b": [1.5, 3.0, 1.5, 3.0]}
    assert regret(seconds, "a", ["a", "b"]) == pytest.approx(0)


def test_regret_is_of_the_ratio_within_turns() -> None:
    """Turns that differ by far have no part in it."""
    seconds = {"a": [1.0, 20.0, 3.0, 4.0], "b": [1.5, 30.0, 4.5, 6.0]}
    assert regret(seconds, "b", ["a", "b"]) == pytest.approx(0.5)


def test_regret_without_the_luck_of_the_choice() -> None:
    """a and b are lucky in one half each; what is measured is the other half."""
    seconds = {"a": [0.5, 2.0] * 3, "b": [2.0, 0.5] * 3, "c": [1.0, 1.0] * 3}
    # Chosen by even turns: a, by the odd turns c takes half of it. By odd turns: b, likewise.
    assert regret(seconds, "c", ["a", "b"]) == pytest.approx(-0.5)


def test_regret_is_the_mean_of_the_two_log_ratios() -> None:
    seconds = {"a": [1.0, 1.0, 1.0, 1.0], "b": [4.0, 9.0, 4.0, 9.0]}
    assert regret(seconds, "b", ["a", "b"]) == pytest.approx(5)  # sqrt(4 * 9) - 1


def test_what_dropped_out_is_not_the_best() -> None:
    seconds: Seconds = {"a": [0.1, 0.1, None, None], "b": [1.0] * 4, "c": [1.2] * 4}
    assert regret(seconds, "c", ["a", "b", "c"]) == pytest.approx(0.2)
    assert best(seconds, ["a", "b", "c"], range(4)) == "b"


def test_over_the_loop_is_of_the_turns_that_have_both() -> None:
    seconds: Seconds = {LOOP: [4.0, 8.0, None, None], "a": [1.0, 4.0, 9.0, 9.0]}
    assert over(seconds, "a", LOOP) == pytest.approx(0.375)


def test_hopeless_is_what_is_slow_in_both_of_the_first_turns() -> None:
    seconds = {"a": [1.0, 1.0, None], "once": [3.5, 2.0, None], "always": [3.5, 3.1, None]}
    assert hopeless(seconds) == {"always"}


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (0.96, 20), (1, 20)])
def test_percentiles_are_values_that_were_there(share: float, value: int) -> None:
    assert percentile(range(20, 0, -1), share) == value


# Scripts


@pytest.mark.parametrize("name", SMALL)
def test_every_alternative_gives_the_answers_of_the_loop(name: str, tmp_path: Path) -> None:
    job = BY_NAME[name]
    answers = answers_of(job)
    scripts = written(alternatives(job, 2, len(answers)), job, tmp_path)
    calls = {name: call(script, job) for name, script in scripts.items()}
    assert {name: one.fault for name, one in calls.items() if one.fault} == {}
    assert {one.digest for one in calls.values()} == {digest_of(answers)}


def test_alternatives_import_nothing_of_ours() -> None:
    for job in JOBS:
        for code in alternatives(job, 4, 50).values():
            nodes = [one for one in ast.walk(ast.parse(code)) if isinstance(one, ast.ImportFrom)]
            assert {one.module for one in nodes} <= {
                job.module, "concurrent.futures", "multiprocessing",
            }  # fmt: skip


def test_alternatives_are_the_usual_ones() -> None:
    """Threads up to one for each item, pools by three start methods, executors."""
    few, many = (list(alternatives(JOBS[0], 2, count)) for count in (9, 65))
    assert [name for name in few if name not in many] == ["threads 9"]
    assert many == [
        LOOP, "threads 2", "threads 8", "threads 32", "pool", "pool 1", "pool whole",
        "pool double", "imap", "forkserver", "spawn", "executor", "executor ch",
    ]  # fmt: skip


def test_scripts_that_do_the_same_are_measured_once() -> None:
    """Names, comments and what is done below the guard make no difference; a chunk size does."""
    job = BY_NAME["describe"]
    mine = alternatives(job, 2, 30)
    same = '''"""Ours."""
from number_jobs import describe


def main(items: list) -> list:
    """Answers."""
    return [describe(one) for one in items]  # in order


if __name__ == "__main__":
    main([])
'''
    other = mine["pool"].replace(", items)", ", items, chunksize=2)")
    found = same_scripts({**mine, "same": same, "other": other}, job)
    assert found["same"] == LOOP
    assert found["other"] == "other"
    assert "__name__" not in before_guard(same)


def test_wrong_answers_and_errors_void_a_script() -> None:
    job = BY_NAME["describe"]
    loop = alternatives(job, 2, 30)[LOOP]
    scripts = {
        LOOP: loop,
        "same": loop.replace("item", "one"),
        "wrong": loop.replace("in items]", "in items[1:]]"),
        "fails": loop.replace("return", "raise ValueError()\n    return"),
    }
    checked = check(scripts, job, 2, 1, ["same"])
    assert checked.faults["wrong"] == "wrong answers"
    assert "ValueError" in checked.faults["fails"]
    assert checked.same_as["same"] == LOOP
    assert list(checked.seconds) == [LOOP]
    assert all(checked.seconds[LOOP])


def test_a_digest_is_of_the_values() -> None:
    """Shared objects make no difference; types, order and arrays do."""
    shared = [1.5]
    assert digest_of([shared, shared]) == digest_of([[1.5], [1.5]])
    assert len({digest_of(one) for one in ([1], (1,), ["1"], [1.0], {1: 2}, {2: 1}, b"1")}) == 7


# Jobs


def test_the_catalog_has_enough_of_each_kind() -> None:
    traits = Counter(trait for job in JOBS for trait in job.traits)
    assert len(BY_NAME) == len(JOBS) >= 32
    for trait in (catalog.SHORT, catalog.FEW, catalog.UNEVEN, catalog.WAITS):
        assert traits[trait] >= 6
    assert traits[catalog.LARGE] >= 2
    assert len(list(FOLDER.glob("*.py"))) <= 15


@pytest.mark.parametrize("file", sorted({job.file for job in JOBS}))
def test_functions_and_items_are_there(file: str) -> None:
    """And as many items as the traits say."""
    space = runpy.run_path(str(FOLDER / file), run_name=Path(file).stem)
    for job in (one for one in JOBS if one.file == file):
        found = space[job.items]
        items = list(found() if callable(found) else found)
        assert callable(space[job.function])
        assert (len(items) < 20) == (catalog.FEW in job.traits), (job, len(items))


# Verdicts, records and the table


def test_a_verdict_without_a_script_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "verdict.json"
    assert "no verdict" in read_verdict(file)["fault"]
    file.write_text(json.dumps({"recommended": {"mechanism": "pool"}}))
    assert "no script" in read_verdict(file)["fault"]
    file.write_text(json.dumps({"code": "def main(items):\n    return []\n", "more": 1}))
    assert read_verdict(file) == {"code": "def main(items):\n    return []\n", "fault": ""}


def test_labels_are_short() -> None:
    pool = {"mechanism": "pool", "workers": 2, "chunksize": 63, "start_method": "spawn"}
    assert label({"fault": "", "recommended": pool}) == "pool 2 c63 spawn"
    assert label({"fault": "", "recommended": {"mechanism": "serial", "workers": 1}}) == "serial"
    assert label({"fault": "no verdict"}) == "failed"


def made_up(name: str, factor: float, fault: str = "") -> dict[str, Any]:
    """A record in which lightwork's script takes ``factor`` times the seconds of a pool."""
    run = {
        "by": "lightwork", "fault": fault, "recommended": {"mechanism": "pool", "workers": 2},
        "seconds": {"first_estimate": 1.0, "recommendation": 3.0, "final": 9.0},
    }  # fmt: skip
    seconds = {LOOP: [2.0] * 4, "pool": [1.0] * 4, "lightwork 0": [factor] * 4}
    return {
        "job": name, "turns": 4, "alternatives": [LOOP, "pool", "same"], "faults": {},
        "seconds": seconds, "runs": [run, {**run, "by": "prototype"}],
        "same_as": {"same": "pool", "lightwork 0": "lightwork 0", "prototype 1": "pool"},
    }  # fmt: skip


def test_records_are_judged_by_their_seconds() -> None:
    own, prototype = records.judged(made_up("a", 1.04))
    assert own.regret == pytest.approx(0.04)
    assert own.over_loop == pytest.approx(0.52)
    assert (own.label, own.seconds["final"]) == ("pool 2", 9.0)
    assert prototype.regret == 0
    failed, _ = records.judged(made_up("a", 1.04, "exit status 2"))
    assert failed.regret == failed.over_loop == math.inf


@pytest.mark.parametrize(
    ("factors", "kept"),
    [
        ([1.0] * 19 + [1.5], [True, True, True]),
        ([1.0] * 18 + [1.5, 1.5], [True, False, True]),
        ([1.02] * 20, [False, True, True]),
        ([1.0] * 19 + [2.2], [True, True, False]),
    ],
)
def test_each_part_of_the_promise_is_judged(factors: list[float], kept: list[bool]) -> None:
    found = [made_up(str(number), factor) for number, factor in enumerate(factors)]
    own = [one for record in found for one in records.judged(record) if one.by == "lightwork"]
    assert list(table.promises(own).values()) == kept
    assert table.is_kept(found) == all(kept)


def test_the_table_is_narrow_and_says_who_failed() -> None:
    found = [made_up("a" * 17, 1.04), made_up("b", 7.0, "exit status 2: wrong")]
    lines = list(table.lines_of(found))
    assert max(map(len, lines)) <= 100
    assert "  failed: b: exit status 2: wrong" in lines
    assert lines[1].split() == [
        "a" * 17, "2000", "pool", "1000", "pool", "2", "4.0", "0.52", "0.0", "1.0", "3.0", "9.0",
    ]  # fmt: skip


def test_the_newest_record_counts_and_a_torn_line_does_not(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    for record in (made_up("a", 2.0), made_up("b", 1.0), made_up("a", 1.0)):
        records.append(file, record)
    with file.open("a") as out:
        out.write('{"job": "c", ')
    assert {one["job"]: one["seconds"]["lightwork 0"][0] for one in records.read(file)} == {
        "a": 1.0, "b": 1.0,
    }  # fmt: skip


def test_jobs_are_chosen_by_name() -> None:
    assert command.chosen("") == list(JOBS)
    assert command.chosen("fetch,describe") == [BY_NAME["fetch"], BY_NAME["describe"]]
    with pytest.raises(SystemExit, match="no job is called nothing"):
        command.chosen("nothing")
