"""The guard: ends a run that hangs beyond help, cleans up after one that was killed, and ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lightwork.measuring.host.processes import SHARED_MEMORY_FOLDER, state_of
from tests.fixtures.places import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose is whose")

#: A run with a guard, a temporary folder, a semaphore and a segment; the rest is each test's own.
BEGIN = """
import faulthandler, os, signal, subprocess, sys, time, uuid
sys.path.insert(0, sys.argv[1])
from multiprocessing import get_context
from lightwork.measuring.watchdog.guard_client import RunGuard
from lightwork.measuring.watchdog.guard_client import RunPlace
from lightwork.strategies.parts.shared_slots import new_segment

if __name__ == "__main__":
    faulthandler.enable()
    run = uuid.uuid4().hex
    place = RunPlace(run)
    guard = RunGuard(run)
    guard.clean_folder(place.folder)
    print(run[:8], guard.pid, flush=True)
"""
LEAVES_MUCH = """
    semaphore, segment = get_context("spawn").Semaphore(1), new_segment(100)
    get_context("spawn").Process(target=time.sleep, args=(60,)).start()
    if (between := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    os.waitpid(between, 0)  # before that its child may not be there yet
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    print("ready", flush=True)
    time.sleep(60)
"""
HANGS = """
    guard.begin_case(0.3, "fib has not come back")
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    time.sleep(60)
"""
COMES_BACK = """
    guard.begin_case(60, "fib has not come back")
    guard.end_case()
    guard.close()
    place.restore()
"""
HANGS_AT_EXIT = """
    import atexit
    atexit.register(time.sleep, 60)
    guard.watch_the_exit(0.3)
    print("all done", flush=True)
"""


class Started:
    """A run that was started, and what it said of itself."""

    def __init__(self, folder: Path, script: str) -> None:
        file = folder / "run.py"
        file.write_text(BEGIN + script)
        self.mark = f"{os.getpid()}-{time.monotonic_ns()}"
        self.process = subprocess.Popen(
            [sys.executable, str(file), str(ROOT)],
            env={**os.environ, "TMPDIR": "/tmp", "GUARD_TEST": self.mark},  # noqa: S108 - short
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.short_id, guard = self._line().split()
        self.guard = int(guard)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ready(self) -> None:
        """Wait until it has left what it leaves."""
        assert self._line() == "ready"

    def left(self) -> list[str]:
        """What there is of it: processes by a mark of the test's own, and names."""
        found = [str(path) for path in SHARED_MEMORY_FOLDER.glob(f"*{self.short_id}*")]
        found += [str(path) for path in Path("/tmp").glob(f"mh-{self.short_id}*")]  # noqa: S108 - its place
        for process in psutil.process_iter():
            try:
                ours = process.environ().get("GUARD_TEST") == self.mark
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(f"process {process.pid}")
            except psutil.Error:
                continue
        return found

    def left_in_the_end(self) -> list[str]:
        """What is left once the guard has had its time."""
        deadline = time.monotonic() + 20
        while (left := self.left()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Started]]:
    """Starts a run, which is ended whatever becomes of the test."""
    runs: list[Started] = []

    def begin(script: str) -> Started:
        runs.append(Started(tmp_path, script))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.communicate()


def test_after_a_kill_nothing_of_the_run_is_left(start: Callable[[str], Started]) -> None:
    """Workers, orphans in sessions of their own, segment, semaphore, folder, and the guard."""
    run = start(LEAVES_MUCH)
    run.ready()
    before = run.left()
    assert sum("process" in one for one in before) >= 6  # itself, guard, tracker, three sleepers
    assert sum(one.startswith(str(SHARED_MEMORY_FOLDER)) for one in before) == 2
    run.process.send_signal(signal.SIGKILL)
    assert run.left_in_the_end() == []


def test_a_run_that_hangs_beyond_help_is_ended_with_words_and_stacks(
    start: Callable[[str], Started],
) -> None:
    """It says which case, where Python is, and leaves nothing."""
    run = start(HANGS)
    _, words = run.process.communicate(timeout=60)
    assert run.process.returncode == -signal.SIGABRT
    assert "ERROR: fib has not come back" in words
    assert "run.py" in words  # the stack
    assert run.left_in_the_end() == []


def test_a_run_that_ends_well_ends_its_guard(start: Callable[[str], Started]) -> None:
    """Nothing is said and nothing is killed; its folder is removed by itself."""
    run = start(COMES_BACK)
    _, words = run.process.communicate(timeout=60)
    assert (run.process.returncode, words) == (0, "")
    assert run.left() == []


def test_a_process_that_does_not_end_after_its_run_is_ended(
    start: Callable[[str], Started],
) -> None:
    """Whatever keeps Python from ending; and the guard ends with it."""
    run = start(HANGS_AT_EXIT)
    _, words = run.process.communicate(timeout=60)
    assert run.process.returncode == -signal.SIGABRT
    assert "Python has not ended" in words
    assert run.left_in_the_end() == []


def test_a_guard_that_was_killed_does_not_hurt_the_run(start: Callable[[str], Started]) -> None:
    """The run goes on unguarded."""
    run = start("    os.kill(guard.pid, 9); time.sleep(0.2)\n" + COMES_BACK)
    _, words = run.process.communicate(timeout=60)
    assert (run.process.returncode, words) == (0, "")
    assert state_of(run.guard) == ""
