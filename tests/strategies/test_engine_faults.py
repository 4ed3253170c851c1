"""Deaths and hangs of engines and of what works for a cost case: told in words, and no hang."""

import multiprocessing
import os
import signal
import sys
from types import SimpleNamespace

import pytest

from lightwork.core.record import Case
from lightwork.measuring.costs._single_task import SINGLE_CALLS
from lightwork.measuring.costs._startup.mechanisms import Opening, open_and_close, opened
from lightwork.measuring.costs._startup.worker_tasks import least_answer
from lightwork.strategies import WorkerDied
from lightwork.strategies.engines._mpi_job import who_died
from lightwork.strategies.engines.mpire_pool import empty_queues
from lightwork.strategies.parts.closing import free
from tests.fixtures import host_snapshot
from tests.fixtures import strategy_tasks as tasks
from tests.fixtures.host_snapshot import HostSnapshot, Marks, added, is_service

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, and /proc")

SLEEPER = (sys.executable, "-S", "-c", "import time; time.sleep(60)")


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ("9,0,768", "worker (rank 2; 0 is the root) ended with exit code 3 before"),
        ("0,11,9", "worker (rank 1; 0 is the root) was killed by SIGSEGV before"),
        ("9,0,9", "worker (rank 2 or 0; 0 is the root) was killed by SIGKILL before"),
        ("0,0,0", ""),
    ],
)
def test_of_an_mpi_job_the_rank_that_died_by_itself_is_told(statuses: str, words: str) -> None:
    """Not one that mpiexec killed because of it; nothing where nobody died."""
    said = f"=   EXIT CODE: 9\n[mpiexec@host] Exit codes: [localhost] {statuses}\nYOUR APPLICATION"
    told = who_died(said)
    assert told.startswith(words)
    assert bool(told) == bool(words)
    assert who_died("mpiexec: not found") == ""


def test_the_fork_server_of_multiprocess_is_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is the folder of its socket: killed or removed, no further case of it could start."""
    commands = {7: "python -c from multiprocess.forkserver import main; main(3)"}
    monkeypatch.setattr(host_snapshot, "command_of", lambda pid: commands.get(pid, "pytest"))
    assert is_service(7)
    assert not is_service(8)
    process = SimpleNamespace(_config={"tempdir": "/run-folder/pymp-1"})
    library = SimpleNamespace(current_process=lambda: process)
    monkeypatch.setitem(sys.modules, "multiprocess.process", library)
    nothing: frozenset[str] = frozenset()
    before = HostSnapshot(frozenset(), frozenset(), nothing, nothing)
    now = before._replace(files=frozenset({"/run-folder/pymp-1", "/run-folder/other"}))
    assert added(before, now, Marks("nobody"), "mh-").files == ("/run-folder/other",)


def test_a_lock_that_somebody_died_with_is_free_again() -> None:
    """And so it is for one taker, as before."""
    lock = multiprocessing.get_context("fork").Lock()
    worker = multiprocessing.get_context("fork").Process(target=lock.acquire)
    worker.start()
    worker.join()
    assert not lock.acquire(False)
    for _ in range(2):  # also where it is free already
        free(lock)
    assert lock.acquire(False)
    assert not lock.acquire(False)


def test_queues_of_mpire_are_emptied_whatever_their_readers_died_with() -> None:
    """Full, and the lock of its readers is held by the dead: its thread ends all the same."""
    full: multiprocessing.JoinableQueue[bytes] = multiprocessing.JoinableQueue()
    unused: multiprocessing.JoinableQueue[bytes] = multiprocessing.JoinableQueue()
    for _ in range(4):
        full.put(bytes(1 << 16))
    full._rlock.acquire()  # type: ignore[attr-defined] # as a worker does that is killed
    feeder = full._thread  # type: ignore[attr-defined]
    assert feeder.is_alive()
    empty_queues(SimpleNamespace(_task_queues=[full], _results_queue=unused))
    assert not feeder.is_alive()


@pytest.mark.parametrize("strategy", ["process", "process_pool"])
def test_a_held_worker_that_died_is_an_error_and_no_smaller_number(strategy: str) -> None:
    """The memory of fewer workers than the case says is not divided by its count."""
    with pytest.raises(WorkerDied, match=rf"{strategy}: worker .* was killed by SIGKILL"):
        _kill_one_that_is_held(strategy)


def _kill_one_that_is_held(strategy: str) -> None:
    with opened(Opening(strategy, "fork", 2, least_answer, held=True)):
        worker = multiprocessing.active_children()[0]
        worker.kill()
        worker.join()


def _kill_this() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_the_server() -> None:
    (server,) = multiprocessing.active_children()
    server.kill()
    server.join()


@pytest.mark.parametrize(
    ("strategy", "task", "words"),
    [
        ("process", _kill_this, r"process: worker ForkProcess-\S+ \(pid \d+\) was killed by SIG"),
        ("process_pool", _kill_this, r"process_pool: worker ForkProcess-\S+ .* was killed by SIG"),
        ("manager", _kill_the_server, r"manager: server SyncManager-\S+ .* was killed by SIGKILL"),
    ],
)
def test_a_death_while_starting_is_told(strategy: str, task: object, words: str) -> None:
    """Who and how, not that a pipe ended or a connection was refused."""
    with pytest.raises(WorkerDied, match=words):
        open_and_close(Opening(strategy, "fork", 1, task))  # type: ignore[arg-type] # gives nothing


def test_a_single_task_s_death_in_an_executor_is_told() -> None:
    """The library says that a process was terminated abruptly; we say which and how."""
    case = Case("one_at_a_time", "200_tasks", "process_pool", "fork", 2, 1, "warm")
    words = r"process_pool: worker \S+ \(pid \d+\) was killed by SIGKILL"
    with pytest.raises(WorkerDied, match=words), SINGLE_CALLS["process_pool"](case) as call:
        list(map(call, [tasks.die_of_sigkill] * 6, range(6)))
