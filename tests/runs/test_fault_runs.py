"""Whole runs in which workers die, hang or leave things: told, ended, cleaned, and the rest runs.

The short form of `studies.fault_matrix`, which tries every strategy and start method.
"""

import sys

import pytest

from tests.fixtures.checkout import LITTLE, Checkout
from tests.fixtures.faulty_runs import HEALTHY, run_faulty

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left is seen on Linux")

#: A strategy whose every opening leaves something behind; ``{leaves}`` is what.
LEAVES = """
import os, subprocess, sys, tempfile, threading, time
from contextlib import contextmanager
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy

@contextmanager
def open(workers, start_method):
    yield lambda task, items, chunksize: [task(item) for item in items]
    {leaves}

STRATEGY = Strategy(open, "none", (NO_START_METHOD,), False)
"""
#: One that a Ctrl-C hits while it runs, and whose tidying up then raises an error of its own.
CUT_SHORT = """
import signal
from contextlib import contextmanager
from lightwork.strategies import NO_START_METHOD
from lightwork.strategy import Strategy

@contextmanager
def open(workers, start_method):
    def run(task, items, chunksize):
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            raise OSError("Directory not empty")
    yield run

STRATEGY = Strategy(open, "none", (NO_START_METHOD,), False)
"""
LEFT = {
    "process": "subprocess.Popen(['sleep', '60'], start_new_session=True)",
    "thread": "threading.Thread(target=lambda: [time.sleep(0.01) for _ in range(6000)]).start()",
    "folder": "tempfile.mkdtemp(prefix='lightwork-')",
}


def test_dead_and_stuck_workers_end_their_case_and_no_other(checkout: Checkout) -> None:
    """The saved file says of each case who died and how, or that it hangs; the next one runs."""
    faults = ["killed", "unpicklable", "endless"]
    run = run_faulty(checkout, faults, "pool", "fork", "--case-limit=2", "--benchmark-autosave")
    assert run.exit_code == 1
    assert set(run.failed) == set(faults)
    assert "was killed by SIGKILL" in run.failed["killed"]["cause"]
    assert "Unpicklable: no way home" in run.failed["unpicklable"]["cause"]
    assert "not done within its limit of 2 s" in run.failed["endless"]["cause"]
    assert HEALTHY in run.measured
    assert run.left == []
    skipped = [one["reason"] for one in checkout.saved()["lightwork"]["skipped"]]
    assert sum(reason.startswith("failed: ") for reason in skipped) == len(faults)
    assert not checkout.saved()["lightwork"]["finished"]


def test_a_thread_that_nobody_can_end_ends_with_its_process(checkout: Checkout) -> None:
    """Its case is over its limit, and the next one is measured."""
    run = run_faulty(checkout, ["deadlock"], "threads", "none", "--case-limit=2")
    assert run.exit_code == 1
    assert "not done within its limit of 2 s" in run.failed["deadlock"]["cause"]
    assert HEALTHY in run.output
    assert run.left == []


def test_what_a_case_leaves_is_told_and_the_next_begins_without_it(checkout: Checkout) -> None:
    """Its process ends with all that it has left: a warning says so."""
    for name, leaves in LEFT.items():
        file = checkout.folder / "lightwork" / "strategies" / f"leaves_{name}.py"
        file.write_text(LEAVES.format(leaves=leaves))
    names = ",".join(["serial", *(f"leaves_{name}" for name in LEFT)])
    done = checkout.pytest(*LITTLE, f"--strategies={names}", "--workers=2", "--benchmark-autosave")
    assert done.returncode == 0, done.stdout
    found = {
        one["params"]["strategy"]: one["extra_info"]["warnings"]
        for one in checkout.saved()["benchmarks"]
    }
    assert found["leaves_process"][0].startswith("left behind, and ended: sleep 60")
    assert found["leaves_thread"] == ["left behind, and ended: 1 thread"]
    assert found["leaves_folder"] == found["serial"] == []


def test_a_signal_that_a_case_sends_itself_ends_that_case_alone(checkout: Checkout) -> None:
    """It is one of its own process; the others are measured."""
    file = checkout.folder / "lightwork" / "strategies" / "cut_short.py"
    file.write_text(CUT_SHORT)
    done = checkout.pytest(*LITTLE, "--strategies=serial,cut_short", "--benchmark-autosave")
    assert done.returncode == 1, done.stdout
    run = checkout.saved()
    assert [one["params"]["strategy"] for one in run["benchmarks"]] == ["serial"]
    assert "Directory not empty" in run["lightwork"]["failed"][0]["cause"]


def test_a_wrong_limit_says_what_is_right(checkout: Checkout) -> None:
    """It is refused before anything runs."""
    done = checkout.pytest("--case-limit=soon")
    assert done.returncode == 4
    assert "--case-limit: got 'soon', expected a number of seconds" in done.stderr
