"""Whole runs in which workers die, hang or leave things: told, ended, cleaned, and the rest runs.

The short form of `studies.fault_matrix`, which tries every strategy and start method.
"""

import sys

import pytest

from tests.fixtures.checkout import LITTLE, Checkout
from tests.fixtures.faulty_runs import HEALTHY, left_of, run_faulty

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
    """The saved file says of each case who died and how, or what is stuck; the next one runs."""
    faults = ["killed", "unpicklable", "endless"]
    run = run_faulty(checkout, faults, "pool", "fork", "--case-limit=2", "--benchmark-autosave")
    assert run.exit_code == 1
    assert set(run.failed) == set(faults)
    assert "was killed by SIGKILL" in run.failed["killed"]["cause"]
    assert "Unpicklable: no way home" in run.failed["unpicklable"]["cause"]
    assert "not done within its limit of 2 s" in run.failed["endless"]["cause"]
    assert "ForkPoolWorker-" in run.failed["endless"]["cause"]
    assert HEALTHY in run.measured
    assert run.left == []
    skipped = [one["reason"] for one in checkout.saved()["lightwork"]["skipped"]]
    assert sum(reason.startswith("failed: ") for reason in skipped) == len(faults)
    assert not checkout.saved()["lightwork"]["finished"]


def test_a_thread_that_nobody_can_end_ends_the_run(checkout: Checkout) -> None:
    """No case is measured beside it: the run stops with the reason, and the process ends.

    Continued, it measures what the failed case had kept from being measured, and then that again.
    """
    run = run_faulty(checkout, ["deadlock"], "threads", "none", "--case-limit=2")
    assert run.exit_code == 2
    assert "stuck: thread " in run.failed["deadlock"]["cause"]
    assert "no further case can be measured in this process" in run.output
    assert HEALTHY not in run.measured
    assert run.left == []

    cases = ("-k", "cold and threads-", "--case-limit=2")
    again = checkout.pytest(*cases, "--benchmark-autosave", "--resume")
    assert again.returncode == 2
    assert [one["params"]["workload"] for one in checkout.saved()["benchmarks"]] == [
        f"faulty_{HEALTHY}"
    ]
    assert "faulty_deadlock" in checkout.saved()["lightwork"]["failed"][0]["case"]


def test_what_a_case_leaves_is_told_and_the_next_begins_without_it(checkout: Checkout) -> None:
    """What runs on makes the case void; a name is a warning; all of it is cleaned."""
    for name, leaves in LEFT.items():
        file = checkout.folder / "lightwork" / "strategies" / f"leaves_{name}.py"
        file.write_text(LEAVES.format(leaves=leaves))
    names = ",".join(["serial", *(f"leaves_{name}" for name in LEFT)])
    done = checkout.pytest(*LITTLE, f"--strategies={names}", "--workers=2", "--benchmark-autosave")
    assert done.returncode == 0, done.stdout
    found = {}
    for one in checkout.saved()["benchmarks"]:
        extra = one["extra_info"]
        found[one["params"]["strategy"]] = extra["void"] or "", *extra["warnings"]
    assert found["leaves_process"][0].startswith("left behind, and cleaned: process ")
    assert found["leaves_thread"][0].startswith("left behind, and cleaned: thread ")
    void, warning = found["leaves_folder"]
    assert (void, "left behind, and cleaned: lightwork-" in warning) == ("", True)
    assert found["serial"] == ("",)
    assert left_of("", checkout.saved()["lightwork"]["run_id"]) == []


def test_a_ctrl_c_ends_the_run_though_tidying_up_after_it_fails(checkout: Checkout) -> None:
    """Status 2; the case is cut, not failed, and what was finished before is saved."""
    file = checkout.folder / "lightwork" / "strategies" / "cut_short.py"
    file.write_text(CUT_SHORT)
    done = checkout.pytest(*LITTLE, "--strategies=serial,cut_short", "--benchmark-autosave")
    assert done.returncode == 2, done.stdout
    run = checkout.saved()
    assert "failed" not in run["lightwork"]
    assert [one["params"]["strategy"] for one in run["benchmarks"]] == ["serial"]


def test_a_wrong_limit_says_what_is_right(checkout: Checkout) -> None:
    """It is refused before anything runs."""
    done = checkout.pytest("--case-limit=soon")
    assert done.returncode == 4
    assert "--case-limit: got 'soon', expected a number of seconds" in done.stderr
