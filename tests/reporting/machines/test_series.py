"""Several runs of one series as one: known truths, and what differs from run to run."""

import math
import random
from pathlib import Path

import pytest

from lightwork.core.record import SPEEDUP
from lightwork.reporting.machines.digest.run_digest import RunDigest, digest
from lightwork.reporting.machines.series.group import distinct, group, make_series
from lightwork.reporting.read.run import read_run
from tests.fixtures.made_up.costs import made_up_costs
from tests.fixtures.made_up.machines import MIXED, MadeUpMachine, digests_of, made_up_runs
from tests.fixtures.made_up.runs import made_up_run, save, true_speedup


def runs_of(folder: Path, count: int, spread: float, seed: int = 0) -> list[RunDigest]:
    """Runs whose cases each differ from run to run by a standard deviation of ``spread``."""
    chance = random.Random(seed)
    runs = []
    for number in range(count):
        run = made_up_run(2, workloads=["fib", "sleep"], seed=100 * seed + number)
        run["lightwork"]["run_id"] = f"run-{number}"
        for benchmark in run["benchmarks"]:
            luck = math.exp(chance.gauss(0, spread))
            benchmark["stats"]["data"] = [one * luck for one in benchmark["stats"]["data"]]
        runs.append(digest(read_run(save(run, folder, f"{number:04}_run.json"))))
    return runs


def spread_of(runs: list[RunDigest]) -> float:
    (series,) = make_series(runs)
    assert series.cases.between is not None
    return series.cases.between.spread


def test_intervals_hold_the_truth_where_runs_differ(tmp_path: Path) -> None:
    """Three runs that differ by 5 %: of all cases of ten machines the interval of the pooled
    speedup holds the truth in 90 % or more (95 % are due), where that of one run would not."""
    held, alone, cases = 0, 0, 0
    for seed in range(10):
        runs = runs_of(tmp_path, 3, 0.05, seed)
        (series,) = make_series(runs)
        single = {key: one.speedup for key, one in runs[0].cases.items()}
        for key, pooled in series.cases.items():
            case = pooled.case
            truth = true_speedup(
                case.workload, case.strategy, case.start_method, case.workers, case.state, 2
            )
            cases += 1
            of_one = single[key]
            assert pooled.speedup is not None
            assert of_one is not None
            held += pooled.speedup.low <= truth <= pooled.speedup.high
            alone += of_one.low <= truth <= of_one.high
    assert held / cases >= 0.9
    assert alone / cases < 0.6


def test_what_runs_add_is_found(tmp_path: Path) -> None:
    """Six runs that differ by 5 % are told to differ by 3.5 to 6.5 %; those that don't by less."""
    assert 0.035 < spread_of(runs_of(tmp_path, 6, 0.05)) < 0.065
    assert spread_of(runs_of(tmp_path, 6, 0.0)) < 0.02


def test_only_runs_of_one_machine_limit_and_python_are_pooled(tmp_path: Path) -> None:
    """Another machine, a copy of its disk on another processor, other limits and another Python
    are series of their own; one run given twice counts once; a new kernel is the same machine."""
    one, other = runs_of(tmp_path, 2, 0.01)
    machine, python = other.machine, other.python

    def groups(*runs: RunDigest) -> list[int]:
        return [len(own) for own in group(runs)]

    assert groups(one, other) == [2]
    assert groups(one, one) == [1]
    assert distinct([one, one, other]) == 2
    newer_kernel = other._replace(machine=machine._replace(kernel="Linux 9"))
    assert groups(one, newer_kernel) == [2]
    for changed in (
        other._replace(machine=machine._replace(id="m-2")),
        other._replace(machine=machine._replace(cpu_model="Other CPU")),
        other._replace(machine=machine._replace(usable_cores=1)),
        other._replace(machine=machine._replace(quota_cores=1.5)),
        other._replace(python=python._replace(version="3.14.0")),
        other._replace(python=python._replace(gil=False)),
    ):
        assert groups(one, changed) == [1, 1]


def test_the_newest_run_describes_the_series(tmp_path: Path) -> None:
    """Runs are told the oldest first, in whatever order their files come."""
    files = made_up_runs(MadeUpMachine("desk"), runs=3)
    runs = digests_of(reversed(files), tmp_path)
    (series,) = make_series(runs)
    assert [run.saved_at.day for run in series.runs] == [1, 2, 3]


def test_another_version_of_a_workload_is_not_pooled(tmp_path: Path) -> None:
    """A case is pooled with runs of the newest version of the work only, its serial loop too."""
    old, new = made_up_runs(MadeUpMachine("desk"), runs=2, workloads=("fib", "sleep"))
    for benchmark in new["benchmarks"]:
        if benchmark["params"]["workload"] == "fib":
            benchmark["extra_info"]["workload_version"] = "beef"
    (series,) = make_series(digests_of([old, new], tmp_path))
    runs = {pooled.case.workload: pooled.runs for pooled in series.cases.values()}
    assert runs == {"fib": 1, "sleep": 2}
    newest = series.runs[-1]
    assert series.serial["fib", "medium"].value == newest.serial["fib", "medium"].value
    assert series.serial["sleep", "medium"].value != newest.serial["sleep", "medium"].value


@pytest.mark.parametrize("count", [2, 5])
def test_more_runs_give_narrower_intervals(tmp_path: Path, count: int) -> None:
    """Where runs differ by 3 %, no number of rounds helps, but runs do."""

    def width(runs: int) -> float:
        (series,) = make_series(runs_of(tmp_path, runs, 0.03))
        found = [one.speedup for one in series.cases.values() if one.speedup is not None]
        return sum(math.log(one.high / one.low) for one in found) / len(found)

    assert width(4 * count) < 0.75 * width(count)


def test_a_single_run_is_told_as_it_is(tmp_path: Path) -> None:
    """Without repeats every figure of a series is that of its run."""
    files = made_up_runs(MadeUpMachine("desk", 4), costs=True, workloads=("fib",))
    (run,) = digests_of(files, tmp_path)
    (series,) = make_series([run])
    assert series.cases.between is None
    for key, one in run.cases.items():
        pooled = series.cases[key]
        for name in ("seconds", "reference", "speedup", "share", "cost", "memory"):
            mine, theirs = getattr(pooled, name), getattr(one, name)
            assert (mine is None) == (theirs is None)
            assert mine is None or mine[:5] == theirs[:5]


def test_costs_not_told_from_zero_are_pooled_without_logarithms(tmp_path: Path) -> None:
    """The value is the runs' median, and the interval all that they allow."""
    files = made_up_runs(MadeUpMachine("desk"), runs=3, workloads=("fib",))
    for number, run in enumerate(files):
        run["benchmarks"] += made_up_costs(2, seed=number)
        for benchmark in run["benchmarks"]:
            if benchmark["params"]["workload"] == "open_close":
                times = (0.9, 1.1) * 3
                references = benchmark["extra_info"]["reference_seconds"]
                pairs = zip(references, times, strict=True)
                benchmark["stats"]["data"] = [one * slower for one, slower in pairs]
    runs = digests_of(files, tmp_path)
    (series,) = make_series(runs)
    key = next(key for key in series.cases if key[1].workload == "open_close")
    cost = series.cases[key].cost
    own = [one for run in runs if (one := run.cases[key].cost)]
    assert cost is not None
    assert cost.low == min(one.low for one in own) < 0
    assert cost.high == max(one.high for one in own)


def test_labels_say_what_differs() -> None:
    """One label for several environments gets Python, GIL, cores or quota; no two are alike."""
    files = [run for machine in MIXED for run in made_up_runs(machine, workloads=("fib",))]
    labels = [series.label for series in make_series(digests_of(files))]
    assert len(set(labels)) == len(labels) == 5
    assert labels[-1] == "server"
    assert [label for label in labels if "without the GIL" in label] == [labels[2]]
    assert "2 usable cores" in labels[3]
    alike = [MadeUpMachine("twin", id=name) for name in ("m-000001", "m-000002")]
    twins = [run for machine in alike for run in made_up_runs(machine, workloads=("fib",))]
    assert [one.label for one in make_series(digests_of(twins))] == [
        "twin (000001)", "twin (000002)"
    ]  # fmt: skip


def test_speedups_of_repeats_keep_their_family(tmp_path: Path) -> None:
    """Growing work is pooled as scaled speedup, so that its efficiency is reference / case."""
    files = made_up_runs(MadeUpMachine("desk", 4), runs=2, costs=True, workloads=("fib",))
    (series,) = make_series(digests_of(files, tmp_path))
    for pooled in series.cases.values():
        if pooled.efficiency is not None and pooled.family != SPEEDUP:
            ratio = pooled.reference.value / pooled.seconds.value
            assert pooled.efficiency.value == pytest.approx(ratio, rel=0.03)
