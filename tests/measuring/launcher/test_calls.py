"""A timed call that goes wrong in any way gives its reason, and nothing of it is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lightwork.core.candidate import POOL, SHARE, THREADS, Candidate
from lightwork.core.scripts import COUNT_FORM, Source, definitions, script
from lightwork.measuring.launcher.client import Launcher, LauncherLost, PrivateFolder
from lightwork.measuring.launcher.descendants import descendants_of
from lightwork.measuring.launcher.faults import Fault
from lightwork.measuring.launcher.requests import (
    DIED,
    LATE,
    OK,
    RAISED,
    WRONG,
    CallOutcome,
    CallRequest,
    LauncherJob,
)
from lightwork.measuring.launcher.targets import Refused
from tests.fixtures.places import ROOT
from tests.fixtures.user_function_requests import OURS, left_over, nothing_left, request_for

__all__ = ["nothing_left"]
pytestmark = pytest.mark.usefixtures("nothing_left")
ITEMS = 6
POOLED = Candidate(POOL, 2, "fork", SHARE)


def job(function: str, folder: str, fork: bool = True) -> LauncherJob:
    request = request_for(function, str(ITEMS))
    return LauncherJob(request.function, request.items, request.check, folder, fork=fork)


def call_for(
    launcher_job: LauncherJob, candidate: Candidate | None, limit: float = 20.0, keep: bool = False
) -> CallRequest:
    function = launcher_job.function
    source = Source(function.module, function.attribute, "", "", COUNT_FORM, ITEMS, False, "fork")
    path = Path(launcher_job.folder, "script.py")
    path.write_text(script(source, candidate))
    return CallRequest(definitions(source, candidate), str(path), None, limit, keep)


def called(function: str, candidate: Candidate | None = None, limit: float = 20.0) -> CallOutcome:
    """What came of one call, in a launcher of its own."""
    with PrivateFolder() as folder, Launcher(job(function, folder), 20.0) as launcher:
        return launcher.call(call_for(job(function, folder), candidate, limit))


def test_a_call_has_seconds_and_facts() -> None:
    """Wall and CPU seconds, memory of this process and of its workers; nothing left."""
    outcome = called("good.py:spin", POOLED)
    assert outcome.status == OK
    assert outcome.seconds > 0
    assert outcome.cpu_seconds > 0
    assert outcome.memory_bytes > 1e6 < outcome.worker_memory_bytes
    assert (outcome.threads_left, outcome.left, outcome.text) == (0, (), "")


@pytest.mark.parametrize(
    ("function", "candidate", "status", "words"),
    [
        ("bad.py:raises_at_three", None, RAISED, "ValueError: three is not welcome"),
        ("bad.py:leaves_at_two", None, RAISED, "SystemExit: leaving"),
        ("bad.py:exits_at_two", None, DIED, "its process ended with 3"),
        ("bad.py:killed_at_two", None, DIED, "its process ended with -9"),
        ("bad.py:hangs_at_two", None, LATE, ""),
        ("bad.py:hangs_at_two", POOLED, LATE, ""),
        ("bad.py:exits_at_two", POOLED, LATE, ""),  # a Pool waits for ever for who has gone
        ("bad.py:tells_process", None, WRONG, "item 0: got "),
        ("bad.py:only_in_the_first_process", POOLED, WRONG, "item 0: got -1, expected 0"),
        ("bad.py:gives_lock", POOLED, RAISED, "cannot pickle"),
    ],
)
def test_what_goes_wrong_is_told(
    function: str, candidate: Candidate | None, status: str, words: str
) -> None:
    """It raises, hangs, ends its process, is killed, answers otherwise: each as what it is."""
    with PrivateFolder() as folder, Launcher(job(function, folder), 20.0) as launcher:
        if status == WRONG:  # the answers of another process are what is expected
            keeping = call_for(job(function, folder), None, keep=True)
            assert launcher.call(keeping).status == OK
        limit = 1.0 if status == LATE else 20.0
        outcome = launcher.call(call_for(job(function, folder), candidate, limit))
        assert launcher.alive
    assert outcome.status == status, outcome
    assert words in outcome.text


def test_one_call_after_another_knows_nothing_of_it() -> None:
    """Who changes the folder, its module or the environment changes it for itself alone."""
    with PrivateFolder() as folder, Launcher(job("bad.py:counts_calls", folder), 20.0) as launcher:
        call = call_for(job("bad.py:counts_calls", folder), None)
        assert launcher.call(call._replace(keep=True)).status == OK
        assert [launcher.call(call).status for _ in range(3)] == [OK] * 3


def test_what_a_call_leaves_is_ended_and_told() -> None:
    """Threads and processes; a folder that it changed is its own affair."""
    assert called("bad.py:starts_threads").threads_left == ITEMS
    left = called("bad.py:starts_processes").left
    assert len(left) == 1
    assert "time.sleep(60)" in left[0]
    assert called("bad.py:changes_folder").status == OK


def test_what_it_prints_goes_nowhere() -> None:
    """Neither to us nor into a pipe that fills up."""
    assert called("bad.py:prints_much", POOLED).status == OK


def test_without_a_fork_a_call_ends_its_launcher() -> None:
    """For a fresh interpreter each time; the outcome is the same."""
    with PrivateFolder() as folder:
        fresh = job("good.py:spin", folder, fork=False)
        with Launcher(fresh, 20.0) as launcher:
            assert launcher.call(call_for(fresh, Candidate(THREADS, 2))).status == OK
            launcher._process.wait(10)
            assert not launcher.alive


@pytest.mark.parametrize("victim", ["launcher", "call"])
def test_a_process_that_somebody_kills_is_a_call_that_died(victim: str) -> None:
    """The system for want of memory, say."""
    with PrivateFolder() as folder, Launcher(job("bad.py:hangs_at_two", folder), 20.0) as launcher:
        killer = subprocess.Popen([sys.executable, "-c", KILLER, str(launcher.pid), victim])
        outcome = launcher.call(call_for(job("bad.py:hangs_at_two", folder), None))
        assert killer.wait() == 0
    assert outcome.status == DIED
    assert "ended with -9" in outcome.text


KILLER = """
import os, signal, sys, time
sys.path.insert(0, "")
from lightwork.measuring.launcher.descendants import children_of
launcher, victim = int(sys.argv[1]), sys.argv[2]
while not children_of(launcher):
    time.sleep(0.01)
time.sleep(0.2)
os.kill(launcher if victim == "launcher" else children_of(launcher)[0], signal.SIGKILL)
"""


def test_a_file_that_cannot_be_loaded_is_a_fault_or_refused() -> None:
    """By what it is; no launcher is there afterwards."""
    with PrivateFolder() as folder:
        with pytest.raises(Fault) as fault:
            Launcher(job("raises_at_import.py:work", folder), 20.0)
        assert fault.value.facts["where"] == "import"
        with pytest.raises(Refused, match="has no 'nowhere'"):
            Launcher(job("bad.py:nowhere", folder), 20.0)


def test_a_file_that_hangs_or_ends_as_it_is_loaded_is_lost(tmp_path: Path) -> None:
    """With what it said last."""
    (tmp_path / "hangs.py").write_text("import time\ntime.sleep(60)\n")
    (tmp_path / "ends.py").write_text("import os\nprint('bye', flush=True)\nos._exit(4)\n")
    for name, limit, words in (("hangs", 1.0, "no answer within 1 s"), ("ends", 20.0, "4: bye")):
        request = request_for(f"{name}.py:work", folder=tmp_path)
        with PrivateFolder() as folder, pytest.raises(LauncherLost, match=words):
            Launcher(LauncherJob(request.function, request.items, None, folder), limit)


PLANNING = """
import sys
sys.path.insert(0, "")
from tests.measuring.launcher.test_calls import POOLED, PrivateFolder, Launcher, job, call_for
with PrivateFolder() as folder, Launcher(job("bad.py:hangs_at_two", folder), 20.0) as launcher:
    print(launcher.pid, flush=True)
    launcher.call(call_for(job("bad.py:hangs_at_two", folder), POOLED))
"""


@pytest.fixture
def planning() -> Iterator[subprocess.Popen[str]]:
    """A process that measures a pool of a function that never comes back."""
    program = [sys.executable, "-c", PLANNING]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_the_planning_process(
    planning: subprocess.Popen[str], number: signal.Signals
) -> None:
    """Launcher, call, workers and folder go with it, however it ends."""
    assert planning.stdout is not None
    launcher = int(planning.stdout.readline())
    end = time.monotonic() + 20
    while len(descendants_of(launcher)) < 3 and time.monotonic() < end:  # the call, two workers
        time.sleep(0.01)
    assert len(descendants_of(launcher)) >= 3
    planning.send_signal(number)
    planning.wait(20)
    assert left_over(os.environ[OURS]) == []
