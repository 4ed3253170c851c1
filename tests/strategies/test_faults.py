"""What strategies do when tasks, workers or users misbehave: an error within seconds, no hang."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from lightwork.strategies import HOW_IT_ENDED, RESULTS_BY_PICKLE, WorkerDied
from lightwork.strategies.parts.task_errors import TaskFailed
from tests.fixtures import strategy_tasks as tasks
from tests.fixtures.places import ROOT
from tests.fixtures.strategy_leftovers import (
    ENGINE,
    MODULES,
    clean_and_quick,
    end_of_kept,
    kept,
    kept_open,
    opened,
    strategy,
    ways,
)

__all__ = ["clean_and_quick", "end_of_kept", "kept"]
#: A death must be told within this many seconds; where workers first load an engine, later.
TOLD_SECONDS = 5
ENGINE_SECONDS = 30


def told_seconds(name: str) -> int:
    """How long after a death, or a Ctrl-C, the caller may be waiting."""
    return ENGINE_SECONDS if strategy(name).loads else TOLD_SECONDS


@ways("process")
@pytest.mark.parametrize(
    ("task", "how"),
    [(tasks.die_of_sigkill, "killed by SIGKILL"), (tasks.die_of_exit, "ended with exit code 3")],
)
def test_dead_worker_is_told(name: str, start_method: str, task: object, how: str) -> None:
    """A worker that is killed, or ends itself, is an error with its name, pid, end and a remedy."""
    with pytest.raises(WorkerDied) as raised, opened(name, 2, start_method) as run:  # noqa: PT012 - timed once it is open
        began = time.monotonic()
        run(task, list(range(6)), 1)
    assert time.monotonic() - began < told_seconds(name)
    words = str(raised.value)
    assert words.startswith(f"{name}: worker ")
    if HOW_IT_ENDED not in strategy(name).unkept:
        assert how in words
        assert "(pid " in words
    assert "use fewer workers" in words or "`serial`" in words


@ways("process", reusable=True)
def test_idle_worker_killed(name: str, start_method: str) -> None:
    """A worker killed while it waits, locks in its hands, is right answers or an error; no hang."""
    squares = [n * n for n in range(6)]
    with contextlib.suppress(WorkerDied), opened(name, 2, start_method) as run:
        began = time.monotonic()
        assert run(tasks.square, list(range(6)), 1) == squares
        time.sleep(0.05)  # let them be idle
        os.kill(run(tasks.give_pid, [1], 1)[0], signal.SIGKILL)
        for _ in range(20):  # Pool may replace the dead worker and go on
            assert run(tasks.square, list(range(6)), 1) == squares
            time.sleep(0.02)
    assert time.monotonic() - began < told_seconds(name)


@pytest.mark.skipif(bool(ENGINE), reason="of our own waiting")
@pytest.mark.parametrize("name", ["pool", "pool_async", "pool_imap", "process_pool", "process"])
def test_death_while_sending(name: str) -> None:
    """A worker that dies in the middle of a message leaves nobody waiting for its end."""
    method = strategy(name).start_methods[0]
    with pytest.raises(WorkerDied), opened(name, 2, method) as run:
        run(tasks.die_while_sending, list(range(6)), 1)


@ways("process", kept=True)
def test_exception_that_cannot_travel(name: str, start_method: str) -> None:
    """An exception that would not survive the way home arrives as its words and traceback."""
    bad = {
        tasks.raise_cannot_pickle: "CannotPickle",
        tasks.raise_cannot_unpickle: "CannotUnpickle",
        tasks.raise_system_exit: "SystemExit",
    }
    with kept_open(name, 2, start_method) as run:
        for task, kind in bad.items():
            with pytest.raises(TaskFailed) as raised:
                run(task, [1, 2, 3], 1)
            assert kind in raised.value.summary
            assert task.__name__ in raised.value.traceback


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # Pool's words
@ways("process", "interpreter", kept=True)
@pytest.mark.parametrize("task", [tasks.give_cannot_pickle, tasks.give_cannot_unpickle])
def test_result_that_cannot_travel(name: str, start_method: str, task: object) -> None:
    """A result that cannot be pickled, or not unpickled, is an error and not a hang.

    An engine may carry more than pickle does; then it says so, and what arrives is whole.
    """
    try:
        with kept_open(name, 2, start_method) as run:
            results = run(task, [1, 2, 3], 1)
    except Exception:  # noqa: BLE001 - whatever pickle says; that it ends is the promise
        return
    assert RESULTS_BY_PICKLE in strategy(name).unkept
    told = [result() if callable(result) else str(result) for result in results]
    assert told in ([1, 2, 3], ["1: a result", "2: a result", "3: a result"])


@ways("process")
def test_ctrl_c(name: str, start_method: str) -> None:
    """Ctrl-C in the caller ends busy workers too, at once."""
    with pytest.raises(KeyboardInterrupt), opened(name, 2, start_method) as run:  # noqa: PT012 - timed once it is open
        began = time.monotonic()
        run(tasks.interrupt, [os.getpid(), 0, 0, 0], 1)
    assert time.monotonic() - began < told_seconds(name)


@ways("thread", "interpreter", "none", "coroutine")
def test_ctrl_c_stops_after_the_item(name: str, start_method: str) -> None:
    """Nobody can kill a thread; but after Ctrl-C it starts no further item."""
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), opened(name, 2, start_method) as run:
        run(tasks.interrupt_shortly, [os.getpid(), *[0] * 999], 1)  # 10 s of work for two
    assert time.monotonic() - began < TOLD_SECONDS


@pytest.mark.skipif(bool(ENGINE), reason="of the manager alone")
@pytest.mark.parametrize("start_method", strategy("manager").start_methods)
def test_dead_manager_server(start_method: str) -> None:
    """A Manager whose server dies is an error that says so."""
    before = {child.pid for child in psutil.Process().children()}
    told = pytest.raises(WorkerDied, match=r"manager: server .* was killed by SIGKILL")
    with told, opened("manager", 2, start_method) as run:
        run(tasks.kill_the_first_new_child, [(os.getpid(), before), *[(0, set())] * 3], 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a worker of its parent's end")
@ways("process")
def test_workers_end_with_a_killed_parent(name: str, start_method: str, tmp_path: Path) -> None:
    """Where the parent is killed, workers and servers end too, in the middle of a task."""
    script = (
        "import sys, os; sys.path.insert(0, sys.argv[3])\n"
        "import importlib\n"
        "from tests.fixtures import strategy_tasks\n"
        "if __name__ == '__main__':\n"
        "    STRATEGY = importlib.import_module(sys.argv[1]).STRATEGY\n"
        "    with STRATEGY.open(2, sys.argv[2]) as run:\n"
        "        run(strategy_tasks.tell_pid_and_hang, [os.fsencode(sys.argv[4])] * 2, 1)\n"
    )
    file = tmp_path / "parent.py"
    file.write_text(script)
    told = tmp_path / "told"
    told.mkdir()
    # Not under tmp_path, whose name is too long for a socket; forkserver has one.
    with tempfile.TemporaryDirectory() as temporary:
        parent = subprocess.Popen(
            [sys.executable, file, MODULES[name], start_method, str(ROOT), told],
            env={**os.environ, "TMPDIR": temporary},
        )
        while len(list(told.iterdir())) < 2:
            assert parent.poll() is None
            time.sleep(0.02)
        family = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + told_seconds(name)
    while left := [member for member in family if _runs(member)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def _runs(process: psutil.Process) -> bool:
    """Whether it runs; a zombie has ended, and waits for whoever adopted it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
