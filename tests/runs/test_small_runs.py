"""Whole runs of the suite, small and real: what is saved, what is refused, what is kept."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lightwork.core.journal_lines import whole_lines
from lightwork.core.record import (
    BLOCK_KEY,
    CASE_KEYS,
    PER_CASE_KEYS,
    PER_ROUND_KEYS,
    SCHEMA,
    TIMELINE_KEY,
)
from tests.fixtures.checkout import LITTLE, Checkout

LOSES_AN_ITEM = """
from contextlib import contextmanager
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy

def run(task, items, chunksize):
    results = [task(item) for item in items]
    {fault}
    return results

@contextmanager
def open(workers, start_method):
    yield run

STRATEGY = Strategy(open, "none", (NO_START_METHOD,), False)
"""

SQUARES = """
from lightwork.workload import Size, Workload

SIZES = {"small": Size(5, 0.001), "medium": Size(10, 0.001), "large": Size(20, 0.001)}

def task(item):
    return item * item

def items(size):
    return list(range(SIZES[size].items))

def expected(size):
    return [sum(range(1, 2 * n, 2)) for n in range(SIZES[size].items)]

WORKLOAD = Workload("cpu", SIZES, items, task, expected, "Sum of the first n odd numbers.")
"""


def test_the_saved_file_keeps_the_contract(measured: Checkout) -> None:
    """Every benchmark has the case as params, and all keys of the record, one value per round."""
    run = measured.saved()
    assert run["lightwork"]["schema"] == SCHEMA
    assert run["lightwork"]["finished"]
    assert set(run["machine_info"]) >= {"machine", "python"}
    assert [len(run["benchmarks"]), len(measured.journals())] == [4, 0]
    for benchmark in run["benchmarks"]:
        extra = benchmark["extra_info"]
        assert benchmark["group"] == extra["family"] == "speedup"
        assert set(benchmark["params"]) == set(CASE_KEYS)
        params = benchmark["params"]
        cold_and_parallel = params["strategy"] != "serial" and params["state"] == "cold"
        traced = {TIMELINE_KEY} if cold_and_parallel else set()
        assert set(extra) == {*PER_CASE_KEYS, *PER_ROUND_KEYS, BLOCK_KEY, *traced} - {
            "ceiling_seconds"
        }
        rounds = len(benchmark["stats"]["data"])
        assert rounds >= 6
        assert {len(extra[key]) for key in PER_ROUND_KEYS if key in extra} == {rounds}
        assert extra["verified"] is True
        assert extra["void"] is None


def test_stock_pytest_benchmark_reads_the_saved_file(measured: Checkout) -> None:
    """``pytest-benchmark compare`` shows every case."""
    compare = "import sys; from pytest_benchmark.cli import main; main()"
    done = measured.run("-c", compare, "compare")
    assert done.returncode == 0
    for benchmark in measured.saved()["benchmarks"]:
        assert benchmark["param"] in done.stdout


def test_the_plan_comes_before_the_first_round(measured: Checkout) -> None:
    """It says how many cases, how long, and what is not run and why."""
    done = measured.pytest(*LITTLE, "--strategies=serial,interpreters", "--workers=1")
    plan, first = done.stdout.index("plan: "), done.stdout.index("[1/")
    assert plan < first
    if sys.version_info < (3, 14):
        assert "not run: interpreters: " in done.stdout[plan:first]
    assert "not saved: add --benchmark-autosave" in done.stdout


@pytest.mark.parametrize("fault", ["results.pop()", "results.reverse()", "results[3] = results[2]"])
def test_a_strategy_that_errs_is_not_in_the_saved_file(checkout: Checkout, fault: str) -> None:
    """A lost, reordered or repeated item fails the case; the others are saved without it."""
    (checkout.folder / "lightwork" / "strategies" / "faulty.py").write_text(
        LOSES_AN_ITEM.format(fault=fault)
    )
    done = checkout.pytest(*LITTLE, "--strategies=serial,faulty", "--benchmark-autosave")
    assert done.returncode == 1
    assert "WrongAnswer" in done.stdout
    assert "Nothing of this case is saved" in done.stdout
    saved = [benchmark["params"]["strategy"] for benchmark in checkout.saved()["benchmarks"]]
    assert saved == ["serial"]


def test_a_new_workload_is_one_new_file(checkout: Checkout) -> None:
    """With the file alone, a standard plan has its cases."""
    (checkout.folder / "workloads" / "squares.py").write_text(SQUARES)
    done = checkout.pytest("--collect-only", "-q")
    assert "[squares-medium-threads-none-2w" in done.stdout.replace("-1w-", "-2w-")
    done = checkout.pytest(
        "--workloads=squares", "--strategies=serial,process", "--workers=2", "--effort=quick"
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("folder", "text", "words"),
    [
        ("workloads", "import nowhere", "workloads/broken.py cannot be imported"),
        ("lightwork/strategies", "x = 1", "strategies/broken.py: STRATEGY is NoneType"),
    ],
)
def test_a_broken_plug_in_is_loud_and_named(
    checkout: Checkout, folder: str, text: str, words: str
) -> None:
    """One line names the file and the fault, and nothing is measured."""
    (checkout.folder / folder / "broken.py").write_text(text)
    done = checkout.pytest(*LITTLE)
    assert done.returncode == 4
    assert words in done.stderr
    assert "[1/" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--effort=fast"], "Choose from: quick, standard, thorough"),
        (["--strategies=pol"], "Did you mean pool?"),
        (["--workers=0"], "expected whole numbers from 1"),
    ],
)
def test_a_usage_error_is_one_line_and_loses_nothing(
    checkout: Checkout, arguments: list[str], words: str
) -> None:
    """Exit code 4, no traceback, no run file and no journal."""
    done = checkout.pytest(*arguments, "--benchmark-autosave")
    assert done.returncode == 4
    assert words in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert checkout.saved_files() + checkout.journals() == []


def test_a_profiler_is_refused(measured: Checkout) -> None:
    """Numbers under a profiler would be wrong, so there are none."""
    done = measured.run("-m", "cProfile", "-o", "profile", "-m", "pytest", "benchmarks/", *LITTLE)
    assert "not measured: " in done.stderr
    assert "rofile" in done.stderr
    assert "[1/" not in done.stdout


def test_disabled_benchmarks_are_checked_and_not_timed(measured: Checkout) -> None:
    """``--benchmark-disable`` runs and verifies every case once, and saves nothing."""
    before = measured.saved_files()
    families = ("--families=speedup,startup,memory", "--strategies=threads,process")
    few = "threads or open_close-bare-process-spawn or idle-bare-process"
    done = measured.pytest(*LITTLE, *families, "-k", few, "--benchmark-disable")
    assert done.returncode == 0, done.stdout
    for case in ("empty-small-threads", "open_close-bare-process-spawn", "idle-bare-process"):
        assert re.search(rf"{case}\S* +no result", done.stdout), case
    assert measured.saved_files() == before


def test_finished_cases_outlive_a_kill(checkout: Checkout) -> None:
    """After SIGKILL in the middle of a run, every finished case stands whole in the journal."""
    command = [sys.executable, "-m", "pytest", "benchmarks/", "--workloads=empty,sleep"]
    command += ["--effort=quick", "--strategies=serial,threads", "--benchmark-autosave"]
    lines = run_until(checkout, command, wanted="speedup empty")
    assert any("speedup empty" in line for line in lines)
    (journal,) = checkout.journals()
    header, *records = map(json.loads, whole_lines(journal.read_bytes()).records)
    cases = [record["benchmark"] for record in records]
    assert header["lightwork"]["planned_cases"] > len(cases) >= 2
    assert all(case["stats"]["data"] and case["extra_info"]["verified"] for case in cases)
    assert checkout.saved_files() == []


def test_an_interrupted_run_saves_what_was_whole(checkout: Checkout) -> None:
    """After Ctrl-C the finished cases are saved, the one that was cut short is not.

    Their journal stays, so that the run can be continued.
    """
    command = [sys.executable, "-m", "pytest", "benchmarks/", "--workloads=empty,sleep"]
    # Medium ones sleep for seconds: a busy host may be late with the signal.
    command += ["--sizes=medium"]
    command += ["--effort=quick", "--strategies=serial,pool", "--benchmark-autosave"]
    run_until(checkout, command, wanted="speedup empty", how=signal.SIGINT)
    run = checkout.saved()
    assert not run["lightwork"]["finished"]
    assert 2 <= len(run["benchmarks"]) < run["lightwork"]["planned_cases"]
    assert all(len(one["stats"]["data"]) >= 6 for one in run["benchmarks"])
    assert all(one["extra_info"]["verified"] for one in run["benchmarks"])
    assert len(checkout.journals()) == 1


def run_until(
    checkout: Checkout, command: list[str], wanted: str, how: int = signal.SIGKILL
) -> list[str]:
    """Start a run, send a signal when a line with ``wanted`` has come; give the lines so far."""
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=checkout.folder,
        env={**checkout.environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if wanted in line:
                process.send_signal(how)
                break
        process.stdout.read()
    return lines


def test_nothing_is_left_outside_of_the_run(measured: Checkout) -> None:
    """A run writes under .benchmarks and nowhere else in the checkout."""
    untouched = {"lightwork", "workloads", "benchmarks", "reports", "conftest.py"}
    names = {path.name for path in Path(measured.folder).iterdir()} - {"__pycache__", "profile"}
    assert names <= untouched | {"pyproject.toml", ".benchmarks", ".pytest_cache"}
