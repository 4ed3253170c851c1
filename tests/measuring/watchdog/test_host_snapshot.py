"""What a case leaves on the host is seen, named and cleaned; what it cannot clean is told."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lightwork.measuring.cases.audit_findings import Findings
from lightwork.measuring.cases.speedup_case import Measured
from lightwork.measuring.host.processes import (
    SHARED_MEMORY_FOLDER,
    Marks,
    belongs_to_run,
    descends_from,
)
from lightwork.measuring.host.snapshot import (
    Leaks,
    added,
    living_threads,
    shared_resource,
    take_host_snapshot,
    with_shared_resources,
)
from lightwork.measuring.watchdog.cleanup import clean, with_leaks
from lightwork.measuring.watchdog.hang_report import frame_text, stuck_text, threads_text
from lightwork.strategies import RUN_VARIABLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of all this")

MARKS = Marks(f"a-run-of-{os.getpid()}")
OWNED = f"mh-{os.getpid()}-"
SLEEPER = (sys.executable, "-S", "-c", "import time; time.sleep(60)")
#: Starts a sleeper in a session of its own and ends at once: the sleeper is nobody's child.
ORPHAN_MAKER = (
    "import subprocess, sys; print(subprocess.Popen("
    "[sys.executable, '-S', '-c', 'import time; time.sleep(60)'], start_new_session=True, "
    "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid)"
)


@pytest.fixture
def orphan() -> int:
    """A process of the run that was adopted by somebody else."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", ORPHAN_MAKER],
        env={**os.environ, RUN_VARIABLE: MARKS.run_id},
        capture_output=True,
        check=True,
    )
    return int(done.stdout)


def test_an_orphan_is_known_by_its_run_and_ended(orphan: int) -> None:
    """A grandchild whose parent has ended: not our child, but our run's."""
    before = take_host_snapshot()._replace(processes=take_host_snapshot().processes - {orphan})
    assert not descends_from(orphan, os.getpid())
    left = added(before, take_host_snapshot(), MARKS, OWNED)
    assert left.processes == (orphan,)
    assert left.text() == f"process {orphan}"
    assert clean(left) == Leaks()
    assert not belongs_to_run(orphan, MARKS)


def test_a_forked_orphan_is_known_by_the_pipe_that_it_inherited() -> None:
    """What was forked shows an older environment, but holds the end of the guard's pipe."""
    reading, writing = os.pipe()
    told, tell = os.pipe()
    marks = Marks("nobody", f"pipe:[{os.fstat(writing).st_ino}]")
    before = take_host_snapshot()
    child = os.fork()
    if child == 0:
        grandchild = os.fork()
        if grandchild:
            os.write(tell, str(grandchild).encode())
            os._exit(0)
        time.sleep(60)
        os._exit(0)
    os.waitpid(child, 0)
    grandchild = int(os.read(told, 20))
    left = added(before, take_host_snapshot(), marks, OWNED)
    assert left.processes == (grandchild,)
    assert clean(left) == Leaks()
    for end in (reading, writing, told, tell):
        os.close(end)


def test_others_are_left_alone() -> None:
    """A process of somebody else, and a name in /dev/shm that is not of the run, are not ours."""
    other = Path(SHARED_MEMORY_FOLDER, f"mh-other-{os.getpid()}")
    before = take_host_snapshot()
    other.touch()
    with subprocess.Popen(SLEEPER, start_new_session=True) as process:
        assert added(before, take_host_snapshot(), MARKS, OWNED).files == ()
        assert added(before, take_host_snapshot(), MARKS, OWNED).processes == (
            process.pid,
        )  # our child
        assert not belongs_to_run(process.pid, MARKS)
        process.kill()
    other.unlink()


def test_names_and_open_files_are_told_and_names_removed(tmp_path: Path) -> None:
    """A segment, a folder of the run's own, and an open file; that one only its owner may close."""
    before = take_host_snapshot(str(tmp_path))
    segment = Path(SHARED_MEMORY_FOLDER, f"{OWNED}1")
    segment.touch()
    (tmp_path / "folder" / "below").mkdir(parents=True)
    with Path(tmp_path / "folder").joinpath("file").open("w"):
        left = added(before, take_host_snapshot(str(tmp_path)), MARKS, OWNED)
        assert "folder" in left.text()
        assert segment.name in left.text()
        assert "open file" in left.text()
        assert clean(left) == Leaks()
        assert not segment.exists()
    assert list(tmp_path.iterdir()) == []
    assert added(before, take_host_snapshot(str(tmp_path)), MARKS, OWNED) == Leaks()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_loops_is_ended_and_one_that_waits_is_told() -> None:
    """Python can be told to stop between two bytecodes, and not within a wait for a lock."""
    stop, lock = threading.Event(), threading.Lock()

    def loop() -> None:
        while not stop.is_set():
            pass

    before = take_host_snapshot()
    threading.Thread(target=loop, daemon=True, name="looping").start()
    left = added(before, take_host_snapshot(), MARKS, OWNED)
    assert left.text() == "thread looping"
    assert "thread looping in " in threads_text(left.threads)
    assert clean(left) == Leaks()
    lock.acquire()
    waiting = threading.Thread(target=lock.acquire, daemon=True, name="waiting")
    waiting.start()
    left = added(before, take_host_snapshot(), MARKS, OWNED)
    assert clean(left).text() == "thread waiting"
    lock.release()
    while waiting.ident in living_threads():
        time.sleep(0.01)


def test_what_is_kept_for_several_cases_is_not_left_behind() -> None:
    """What was opened as kept counts as having been there."""
    before = take_host_snapshot()
    with shared_resource():
        process = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    now = take_host_snapshot()
    assert added(before, now, MARKS, OWNED).processes == (process.pid,)
    assert added(with_shared_resources(before, now), now, MARKS, OWNED) == Leaks()
    process.kill()
    process.communicate()


def test_who_is_stuck_is_told_with_state_and_cpu_seconds() -> None:
    """One phrase for each process; one that is gone has none."""
    with subprocess.Popen(SLEEPER) as process:
        words = stuck_text([process.pid, 2**22 - 1])
        process.kill()
    assert words.startswith(f"pid {process.pid} ")
    assert words.endswith("s of CPU)")
    assert frame_text(sys._getframe()).startswith("test_who_is_stuck")


def test_what_ran_on_makes_a_case_void_and_names_only_warn() -> None:
    """A process or thread disturbs what is timed beside it; a name does not."""
    measured = Measured(None, Findings(1, None, None, ()), "cpu", len, 1)
    assert with_leaks(measured, Leaks()) == measured
    found = with_leaks(measured, Leaks(processes=(7,))).findings
    assert found.void == "left behind, and cleaned: process 7"
    found = with_leaks(measured, Leaks(files=("/dev/shm/mh-1",))).findings  # noqa: S108 - made up
    assert (found.void, found.warnings) == (None, ("left behind, and cleaned: mh-1",))
