"""An MPI job: ``mpiexec`` and its processes, started, asked, and always ended."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Listener, wait
from pathlib import Path
from typing import Any

from lightwork.strategies import WorkerDied
from lightwork.strategies.engines import _mpi_root
from lightwork.strategies.engines._mpi_root import KEY, segments_of
from lightwork.strategies.engines._mpi_runs import PackedAnswer
from lightwork.strategies.parts.worker_deaths import TICK_SECONDS, advice, how_it_ended
from lightwork.strategies.parts.worker_start import signals_wait

#: Makes MPICH's mpiexec (Hydra) tell of every rank how it ended, as wait(2) has it.
TELL_ALL = "-print-all-exitcodes"
_STATUSES = re.compile(r"Exit codes: \[[^\]]*\] ([0-9,]+)")
NAME = "mpi_pool"
#: How long a job may take to start and to end by itself, in seconds.
JOB_START_SECONDS, END_SECONDS = 60.0, 5.0
#: So many characters of what mpiexec says are shown.
MOST_ERROR_CHARACTERS = 300
#: This host only, by no launcher but fork, over the loopback interface.
HERE = ("-launcher", "fork", "-hosts", "localhost", "-localhost", "127.0.0.1", "-iface", "lo")


def who_died(output: str) -> str:
    """Which rank died, how, and what to do next; empty where mpiexec does not tell.

    It kills the others by SIGKILL as soon as it knows. So a rank that ended otherwise is the one;
    where there is none, it is one of the killed.
    """
    found = _STATUSES.findall(output)
    if not found:
        return ""
    # The last: before it stands what the ranks have printed.
    statuses = [int(status) for status in found[-1].split(",") if status]
    if not all(os.WIFEXITED(status) or os.WIFSIGNALED(status) for status in statuses):
        return ""
    ended = {rank: os.waitstatus_to_exitcode(status) for rank, status in enumerate(statuses)}
    dead = {rank: code for rank, code in ended.items() if code}
    killed = -getattr(signal, "SIGKILL", 9)
    dead = {rank: code for rank, code in dead.items() if code != killed} or dead
    if not dead:
        return ""
    ranks = " or ".join(str(rank) for rank in sorted(dead, reverse=True))
    code = dead[max(dead)]
    return (
        f"worker (rank {ranks}; 0 is the root) {how_it_ended(code)} before its work was done, and "
        f"MPI ends all with one. {advice(code)}"
    )


class Job:
    """``ask`` lets the workers run messages; after ``close`` nothing of the job is left."""

    def __init__(self, mpiexec: Path, workers: int, folder: Path, key: bytes) -> None:
        self.patience = END_SECONDS
        self._command = [
            *(str(mpiexec), *HERE, TELL_ALL, "-n", str(workers + 1)),
            *(sys.executable, "-m", "mpi4py.futures", "-m", _mpi_root.__name__),
        ]
        self._socket = str(folder / "socket")
        self._output = folder / "output"
        self._key = key
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._segments: set[str] = set()

    def start(self) -> None:
        """Start all processes; return when the workers are there. Raises `WorkerDied`."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
            "UCX_NET_DEVICES": "lo",
            KEY: self._key.hex(),
        }
        with Listener(self._socket, "AF_UNIX", authkey=self._key) as listener:
            with self._output.open("wb") as output:
                self._process = subprocess.Popen(  # noqa: S603 - our own command
                    [*self._command, self._socket],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,  # Ctrl-C is for us, who end it
                )
            self._connection = self._accepted(listener)
        self._segments = segments_of(self._answer_of_root())

    def _accepted(self, listener: Listener) -> Connection:
        # For want of a public name: to wait for a caller and for the end of the job at once.
        socket = listener._listener._socket  # type: ignore[attr-defined]
        for _ in range(int(JOB_START_SECONDS / TICK_SECONDS)):
            if wait([socket], TICK_SECONDS):
                return listener.accept()
            self._raise_if_ended()
        raise WorkerDied(
            f"{NAME}: the job did not start in {JOB_START_SECONDS:g} s: {self._error_text()}"
        )

    def ask(self, messages: Sequence[bytes]) -> list[PackedAnswer]:
        """The answers to the messages, in their order. Raises `WorkerDied`."""
        try:
            answers: list[PackedAnswer] = self._answer_of_root(messages)
            return answers
        except BaseException:
            self.patience = 0.0
            raise

    def _answer_of_root(self, messages: Sequence[bytes] | None = None) -> Any:
        """What it says next; after it was sent ``messages``, if there are some."""
        assert self._connection is not None
        try:
            if messages is not None:
                self._connection.send(messages)
            while not self._connection.poll(TICK_SECONDS):
                self._raise_if_ended()
            return self._connection.recv()
        except (EOFError, OSError) as error:
            assert self._process is not None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
            raise self._death() from error

    def _raise_if_ended(self) -> None:
        assert self._process is not None
        if self._process.poll() is not None:
            raise self._death()

    def _death(self) -> WorkerDied:
        who = who_died(self._output.read_text(errors="replace"))
        if who:
            return WorkerDied(f"{NAME}: {who}")
        return WorkerDied(
            f"{NAME}: worker or root of the job ended before its work was done, and MPI ends all "
            f"with one. Run the workload with the strategy `serial` to see; mpiexec says: "
            f"{self._error_text() or 'nothing'}"
        )

    def _error_text(self) -> str:
        output = self._output.read_text(errors="replace").replace("=", " ")
        return " ".join(output.split())[:MOST_ERROR_CHARACTERS]

    def close(self) -> None:
        """Let the root end by itself, or else kill all of the job."""
        with signals_wait():
            if self._connection is not None:
                self._connection.close()
            if self._process is None:
                return
            try:
                self._process.wait(self.patience)
            except subprocess.TimeoutExpired:
                _kill_tree(self._process.pid)
                self._process.wait()
            for segment in self._segments:
                Path(segment).unlink(missing_ok=True)


def _kill_tree(pid: int) -> None:
    import psutil

    with suppress(psutil.NoSuchProcess):
        launcher = psutil.Process(pid)
        family = [launcher, *launcher.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=END_SECONDS)
