"""Several runs of one machine as one: known truths, and what differs from run to run."""

import csv
import io
import math
import random
from pathlib import Path
from typing import Any

import pytest
from reports.repeats import of_one_machine, repeats, repeats_csv

from reports.plot import main
from reports.reading import read_run
from reports.saved import SavedRun
from tests.made_up_runs import made_up_run, save


def runs_of(folder: Path, count: int, spread: float, seed: int = 0) -> list[SavedRun]:
    """Runs whose cases each differ from run to run by a standard deviation of ``spread``."""
    chance = random.Random(seed)
    runs = []
    for number in range(count):
        run = made_up_run(2, workloads=["fib", "sleep"], seed=100 * seed + number)
        run["manyhands"]["run_id"] = f"run-{number}"
        for benchmark in run["benchmarks"]:
            luck = math.exp(chance.gauss(0, spread))
            benchmark["stats"]["data"] = [one * luck for one in benchmark["stats"]["data"]]
        runs.append(read_run(save(run, folder, f"{number:04}_run.json")))
    return runs


def test_intervals_hold_the_truth_where_runs_differ(tmp_path: Path) -> None:
    """Three runs that differ by 5 %: of all cases of ten machines the interval of the pooled
    speedup holds the truth in 90 % or more (95 % are due), where that of one run would not."""
    from tests.made_up_runs import true_speedup

    held, alone, cases = 0, 0, 0
    for seed in range(10):
        found = repeats(runs_of(tmp_path, 3, 0.05, seed))
        single = repeats(runs_of(tmp_path, 2, 0.0, seed))
        assert found.between.spread > single.between.spread
        for one in found.cases:
            case = one.case
            truth = true_speedup(
                case.workload, case.strategy, case.start_method, case.workers, case.state, 2
            )
            cases += 1
            held += one.estimate.low <= truth <= one.estimate.high
            alone += abs(math.log(one.estimate.value / truth)) < 0.012
    assert held / cases >= 0.9
    assert alone / cases < 0.6


def test_what_runs_add_is_found(tmp_path: Path) -> None:
    """Six runs that differ by 5 % are told to differ by 3.5 to 6.5 %."""
    assert 0.035 < repeats(runs_of(tmp_path, 6, 0.05)).between.spread < 0.065


def test_only_runs_of_one_machine_are_pooled(tmp_path: Path) -> None:
    """Another machine, other cores or another Python are no repeats, nor is one run twice."""
    one, other = runs_of(tmp_path, 2, 0.01)
    assert of_one_machine([one, other])
    assert not of_one_machine([one, one])
    assert not of_one_machine([one])
    assert not of_one_machine([one, other._replace(machine=other.machine._replace(id="m-2"))])
    fewer = other.machine._replace(usable_cores=1)
    assert not of_one_machine([one, other._replace(machine=fewer)])
    newer = other.python._replace(version="3.14.0")
    assert not of_one_machine([one, other._replace(python=newer)])


def test_another_version_of_a_workload_is_not_pooled(tmp_path: Path) -> None:
    """A case is pooled with runs of the same work only."""
    one, other = runs_of(tmp_path, 2, 0.01)
    changed = tuple(
        case._replace(workload_version="beef") if case.case.workload == "fib" else case
        for case in other.cases
    )
    found = repeats([one, other._replace(cases=changed)])
    assert {case.case.workload for case in found.cases} == {"sleep"}


def test_plot_prints_and_saves_what_runs_say_together(tmp_path: Path) -> None:
    """A line for each workload, how far runs differ, and a table of all cases."""
    runs = runs_of(tmp_path / "runs", 3, 0.01)
    out, err = io.StringIO(), io.StringIO()
    words: list[Any] = [str(run.file) for run in runs]
    code = main([*words, "--out", str(tmp_path / "out"), "--format", "png"], out, err)
    assert (code, err.getvalue()) == (0, "")
    said = out.getvalue()
    assert "3 runs of made-up host together" in said
    assert "from run to run" in said
    assert "over 3 runs" in said
    rows = list(csv.DictReader((tmp_path / "out" / "repeats.csv").open()))
    assert {row["runs"] for row in rows} == {"3"}
    assert rows == list(csv.DictReader(io.StringIO(repeats_csv(repeats(runs)))))
    first = rows[1]
    assert float(first["low"]) < float(first["value"]) < float(first["high"])


@pytest.mark.parametrize("count", [2, 5])
def test_more_runs_give_narrower_intervals(tmp_path: Path, count: int) -> None:
    """Where runs differ by 3 %, no number of rounds helps, but runs do."""
    few, more = (repeats(runs_of(tmp_path, number, 0.03)) for number in (count, 4 * count))
    width = [
        sum(math.log(one.estimate.high / one.estimate.low) for one in found.cases)
        / len(found.cases)
        for found in (few, more)
    ]
    assert width[1] < 0.75 * width[0]
