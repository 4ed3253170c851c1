"""Functions that go wrong in a pool, launchers that are lost: why is told, and nothing is left."""

import subprocess
import sys
from pathlib import Path

import pytest

from lightwork.core.candidate import POOL, SHARE, THREADS, Candidate
from lightwork.core.scripts import COUNT_FORM, Source, definitions, script
from lightwork.measuring.launcher.client import Launcher, LauncherLost, PrivateFolder
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
from tests.fixtures.user_function_requests import nothing_left, request_for

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


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells which files")
def test_a_call_has_no_file_open_that_a_script_has_not() -> None:
    """Standard streams alone: a table of files that is made larger in mid-call takes threads ms."""
    text = (
        "def main(items):\n    import os\n    raise OSError(sorted(os.listdir('/proc/self/fd')))\n"
    )
    with PrivateFolder() as folder, Launcher(job("good.py:spin", folder), 20.0) as launcher:
        call = call_for(job("good.py:spin", folder), None)
        for _ in range(2):
            outcome = launcher.call(call._replace(definitions=text))
            assert outcome.status == RAISED
            assert (
                outcome.text == "OSError: ['0', '1', '2', '3']"
            )  # the last is that of the listing


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
        ("bad.py:raises_at_three", POOLED, RAISED, "ValueError: three is not welcome"),
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
    """A function that raises, hangs, ends its worker, answers otherwise: each as what it is."""
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
