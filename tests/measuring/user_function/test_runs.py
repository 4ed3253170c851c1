"""Whole runs with ``--workload``: from the command line to the saved file and the code."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from lightwork.measuring.host.gil import gil_is_on
from lightwork.measuring.launcher.janitor import marked_processes
from lightwork.reporting.read.run import read_run
from tests.fixtures.checkout import Checkout
from tests.fixtures.places import USER_FUNCTIONS

#: A race that ends with its first block, whatever it came to.
SHORT = ("--strategies=pool", "--workers=2", "--start-methods=fork", "--time-budget=1")


@pytest.fixture
def own(checkout: Checkout) -> Checkout:
    """A checkout with the user's files in a folder of their own."""
    shutil.copytree(
        USER_FUNCTIONS, checkout.folder / "mine", ignore=shutil.ignore_patterns("__pycache__")
    )
    return checkout


def test_a_function_is_raced_saved_and_reported(own: Checkout) -> None:
    """One line measures it; the saved file has its facts, verified cases and their blocks."""
    done = own.pytest(
        "--workload=mine/good.py:spin", "--items=mine/good.py:numbers",
        "--check=mine/good.py:is_total", "--benchmark-autosave",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    run = own.saved()
    facts = run["lightwork"]["own_function"]
    found = facts["workload"], facts["items_form"], facts["checked"]
    assert found == ("good.spin", "called", True)
    computes = "gil" if gil_is_on() else "native"
    assert facts["class"] in (computes, "")  # elsewhere than on Linux it is not known
    strategies = {one["params"]["strategy"] for one in run["benchmarks"]}
    assert {"serial", "thread_pool", "pool"} <= strategies
    for one in run["benchmarks"]:
        extra = one["extra_info"]
        assert extra["verified"]
        assert extra["void"] is None
        assert len(extra["block"]) == len(one["stats"]["data"]) == len(extra["reference_seconds"])
    saved = read_run(own.saved_files()[-1])
    assert saved.own_function is not None
    assert saved.has_sum


def test_saved_seconds_are_those_of_the_race(own: Checkout) -> None:
    """All cases of a block have the same serial loop beside them, and the stock reader agrees."""
    done = own.pytest("--workload=mine/good.py:spin", "--items=8", *SHORT, "--benchmark-autosave")
    assert done.returncode == 0, done.stdout + done.stderr
    loops: dict[int, float] = {}
    for one in own.saved()["benchmarks"]:
        extra, stats = one["extra_info"], one["stats"]
        for block, loop in zip(extra["block"], extra["reference_seconds"], strict=True):
            assert loops.setdefault(block, loop) == loop
        assert stats["rounds"] == len(extra["block"]) == len(set(extra["block"]))
        assert stats["min"] == min(stats["data"]) > 0
        assert stats["iterations"] == 1
    compare = "import sys; from pytest_benchmark.cli import main; main()"
    done = own.run("-c", compare, "compare", "--columns=median", "--name=long")
    assert done.returncode == 0, done.stderr
    for one in own.saved()["benchmarks"]:
        assert one["fullname"] in done.stdout


def test_wishes_are_kept(own: Checkout) -> None:
    """Strategies and workers that are named are those that race."""
    done = own.pytest("--workload=mine/good.py:spin", "--items=8", *SHORT, "--benchmark-autosave")
    assert done.returncode == 0, done.stdout + done.stderr
    params = [one["params"] for one in own.saved()["benchmarks"]]
    assert {one["strategy"] for one in params} == {"serial", "pool"}
    assert {one["workers"] for one in params} == {1, 2}


def test_what_pickle_does_not_carry_is_run_by_threads_alone(own: Checkout) -> None:
    """Answers that do not compare to one truth value are verified; a pool is not tried."""
    (own.folder / "mine" / "odd.py").write_text(
        "import time\nimport numpy as np\n"
        "work = lambda item: time.sleep(0.02) or np.arange(item + 3)\n"
    )
    done = own.pytest(
        "--workload=mine/odd.py:work", "--items=8", "--time-budget=1", "--benchmark-autosave"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    strategies = {one["params"]["strategy"] for one in own.saved()["benchmarks"]}
    assert strategies <= {"serial", "thread_pool"}


def test_who_fails_in_the_race_is_a_skipped_test_with_its_reason(own: Checkout) -> None:
    """And in the saved list of what was not run; none of its seconds are saved."""
    done = own.pytest(
        "--workload=mine/bad.py:only_in_the_first_process", "--items=12", *SHORT,
        "--benchmark-autosave",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not run: item 0: got -1, expected 0" in done.stdout
    assert " skipped in " in done.stdout
    run = own.saved()
    assert [one["params"]["strategy"] for one in run["benchmarks"]] == ["serial"]
    skipped = {one["what"]: one["reason"] for one in run["lightwork"]["skipped"]}
    assert any("-pool-" in what for what in skipped)
    assert all("expected 0" in reason for reason in skipped.values())
    assert run["lightwork"]["finished"]


def test_without_figures_each_way_runs_once(own: Checkout) -> None:
    """``--benchmark-disable``: one block shows that all is right, and nothing is saved."""
    done = own.pytest("--workload=mine/good.py:spin", "--items=8", "--benchmark-disable")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "raced in 1 block," in done.stdout
    assert own.saved_files() + own.journals() == []


def test_collecting_runs_no_code_of_the_users(own: Checkout) -> None:
    """Only the race tells which cases there are, so none is collected, and it says so."""
    done = own.pytest("--workload=mine/raises_at_import.py:work", "--items=8", "--collect-only")
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "no case is collected: only its race tells" in done.stdout
    assert "ran at import" not in done.stdout + done.stderr


def test_a_run_that_is_ended_during_its_race_leaves_nothing(
    own: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C: pytest's own status, no process, no file, nothing saved."""
    place = Path(tempfile.mkdtemp(prefix="t-"))  # short: else another is taken
    monkeypatch.setenv("TMPDIR", str(place))
    (own.folder / "mine" / "long.py").write_text(
        "import time\nfrom pathlib import Path\ndef work(item):\n"
        "    Path(__file__).with_name('began').touch()\n    time.sleep(60)\n"
    )
    command = [sys.executable, "-m", "pytest", "benchmarks/", "--workload=mine/long.py:work"]
    process = subprocess.Popen(
        [*command, "--items=8"], cwd=own.folder, env=own.environment(), stdout=subprocess.DEVNULL
    )
    while not (own.folder / "mine" / "began").exists():
        time.sleep(0.01)
    (folder,) = place.glob("lightwork-*")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == pytest.ExitCode.INTERRUPTED
    assert marked_processes(str(folder)) == []
    assert list(place.iterdir()) == own.saved_files() == own.journals() == []
    place.rmdir()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workload=mine/good.py:spin"], "needs --items"),
        (["--workload=mine/nowhere.py:f", "--items=3"], "no file 'mine/nowhere.py'"),
        (["--workload=mine/bad.py:exits_at_two", "--items=6"], "exit code 3 at item 2"),
        (["--workload=mine/bad.py:draws", "--items=6"], "it is random"),
        (["--workload=mine/good.py:tiny", "--items=mine/bad.py:EMPTY"], "no items"),
    ],
)
def test_bad_input_is_a_usage_error(own: Checkout, arguments: list[str], words: str) -> None:
    """Exit code 4 and one line; no traceback, no run file, no journal."""
    done = own.pytest(*arguments, "--benchmark-autosave")
    assert done.returncode == 4
    assert words in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert own.saved_files() + own.journals() == []


def test_nothing_else_runs_the_users_code(own: Checkout) -> None:
    """A file beside the suite is not touched without --workload, nor by the report."""
    (own.folder / "mine" / "loud.py").write_text("raise SystemExit('it ran')")
    done = own.pytest("--collect-only", "-q", "--effort=quick")
    assert done.returncode == 0
    assert "it ran" not in done.stdout + done.stderr
