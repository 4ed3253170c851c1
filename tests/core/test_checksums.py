"""Checksums of saved files: damage is refused, what another tool wrote anew is read."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from lightwork.core.checksums import FIGURES_KEY, figures_sum
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from tests.fixtures.made_up.costs import with_costs
from tests.fixtures.made_up.runs import made_up_run
from tests.fixtures.made_up.timelines import with_timelines

RUNS = {
    "speedups": made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6),
    "costs": with_costs(2, workloads=["fib"], strategies=["pool"], rounds=6),
    "timelines": with_timelines(made_up_run(2, workloads=["fib"], strategies=["pool"], rounds=6)),
}


def summed(run: dict[str, Any]) -> dict[str, Any]:
    """The run with its checksum, as it is before it is written."""
    own = {**run["lightwork"], FIGURES_KEY: figures_sum(run["benchmarks"])}
    return {**run, "lightwork": own}


def saved(run: dict[str, Any], file: Path) -> bytes:
    """The run, saved as the suite saves it."""
    content = json.dumps(summed(run), indent=4).encode()
    file.write_bytes(content)
    return content


@pytest.mark.parametrize("name", RUNS)
def test_what_was_saved_is_read(name: str, tmp_path: Path) -> None:
    """The sum fits; beside it may stand the sum of its bytes, as in files of some versions."""
    saved(RUNS[name], tmp_path / "x.json")
    assert read_run(tmp_path / "x.json").has_sum
    run = summed(RUNS[name])
    run["lightwork"]["bytes_sum"] = "0123abcd"
    (tmp_path / "x.json").write_text(json.dumps(run))
    assert read_run(tmp_path / "x.json").has_sum


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("how", ["compact", "sorted", "orjson", "whole numbers"])
def test_another_tool_may_write_it_anew(name: str, how: str, tmp_path: Path) -> None:
    """Other spaces, other order of keys, 2 for 2.0: the figures are the same, so it is read."""
    whole = json.loads(saved(RUNS[name], tmp_path / "x.json"))
    if how == "orjson":
        text = pytest.importorskip("orjson").dumps(whole)
    elif how == "whole numbers":
        text = json.dumps(whole).replace(".0,", ",").replace(".0]", "]").encode()
    else:
        text = json.dumps(whole, sort_keys=how == "sorted", separators=(",", ":")).encode()
    (tmp_path / "y.json").write_bytes(text)
    assert len(read_run(tmp_path / "y.json").cases) == len(RUNS[name]["benchmarks"])


CHANGES = {
    "seconds": lambda one: one["stats"]["data"].__setitem__(2, 0.123),
    "order of rounds": lambda one: one["stats"]["data"].reverse(),
    "reference": lambda one: one["extra_info"]["reference_seconds"].__setitem__(0, 1e-3),
    "disturbed": lambda one: one["extra_info"]["disturbed"].__setitem__(0, True),
    "order": lambda one: one["extra_info"]["order"].__setitem__(0, "crl"),
    "workers": lambda one: one["params"].update(workers=3),
    "tasks": lambda one: one["extra_info"].update(tasks=7),
    "void": lambda one: one["extra_info"].update(void="because"),
    "memory": lambda one: one["extra_info"].update(peak_memory_bytes=1),
    "a value moved": lambda one: one["extra_info"]["cpu_seconds"].insert(
        0, one["extra_info"]["reference_seconds"].pop()
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_figure_is_refused(change: str, tmp_path: Path) -> None:
    """However the file is written: the line says that it is damaged or was edited."""
    run = summed(copy.deepcopy(RUNS["speedups"]))
    CHANGES[change](run["benchmarks"][1])
    file = tmp_path / "x.json"
    file.write_text(json.dumps(run))
    with pytest.raises(Unreadable, match=r"benchmarks: got figures with the checksum .* damaged"):
        read_run(file)


def test_a_case_that_is_missing_or_moved_is_refused(tmp_path: Path) -> None:
    """The sum is over all cases in their order."""
    run = summed(RUNS["speedups"])
    cases = run["benchmarks"]
    for benchmarks in (cases[1:], cases[:-1], cases[::-1]):
        (tmp_path / "x.json").write_text(json.dumps({**run, "benchmarks": benchmarks}))
        with pytest.raises(Unreadable, match="figures with the checksum"):
            read_run(tmp_path / "x.json")


def test_another_suites_benchmarks_are_none_of_it(tmp_path: Path) -> None:
    """A user's own benchmark in the same file may change."""
    run = summed(RUNS["speedups"])
    foreign = {"name": "x", "extra_info": {"mine": 1}, "stats": {"data": [1.0]}}
    (tmp_path / "x.json").write_text(
        json.dumps({**run, "benchmarks": [*run["benchmarks"], foreign]})
    )
    assert read_run(tmp_path / "x.json").foreign_benchmarks == 1


def test_an_older_file_is_read_and_says_so(tmp_path: Path) -> None:
    """Without a sum it is taken as it is."""
    (tmp_path / "x.json").write_text(json.dumps(RUNS["speedups"]))
    assert not read_run(tmp_path / "x.json").has_sum


def test_a_real_run_has_one(measured: Any) -> None:
    """What pytest-benchmark's storage and its --benchmark-json write has the sum."""
    files = [*measured.saved_files(), measured.folder / ".benchmarks" / "run.json"]
    for file in files:
        assert read_run(file).has_sum
