"""Who is stuck, and where: what a case has on the host when it is over its limit."""

import contextlib
import multiprocessing
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterable
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

import psutil

from lightwork.measuring.host.processes import PROC, Marks, is_service, state_of
from lightwork.measuring.host.snapshot import (
    HostSnapshot,
    added,
    living_threads,
    shared_processes,
    take_host_snapshot,
    thread_name,
)
from lightwork.measuring.watchdog.cleanup import ask_to_stop, kill
from lightwork.strategies.parts.worker_deaths import how_it_ended

#: So many frames of a stack are shown, the innermost ones.
MOST_FRAMES = 8
#: So many processes are told one by one.
MOST_TOLD = 8
#: How long py-spy may take for one process, in seconds; and for how many it is asked.
SPY_SECONDS, MOST_SPIED = 5.0, 4
_STATES = {
    "running": "computing",
    "sleeping": "waiting",
    "disk-sleep": "waiting for a device",
    "stopped": "stopped",
    "zombie": "dead",
}


def stuck_text(pids: Iterable[int]) -> str:
    """One phrase for each process that has not come back: what it does, and its CPU seconds."""
    workers = _workers()
    told = [words for pid in pids if (words := _process_words(pid, workers.get(pid)))]
    more = f" and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    return ", ".join(told[:MOST_TOLD]) + more


def threads_text(threads: Iterable[int]) -> str:
    """One phrase for each thread: its name and the function in which it is."""
    frames = sys._current_frames()
    places = [(thread_name(ident), frames.get(ident)) for ident in threads]
    told = [f"thread {name} in {frame_text(frame)}" for name, frame in places if frame]
    return ", ".join(told[:MOST_TOLD])


def frame_text(frame: FrameType) -> str:
    """The function that a frame is of, with its place, for people."""
    file = Path(frame.f_code.co_filename).name
    return f"{frame.f_code.co_name} ({file}:{frame.f_lineno})"


def stacks(pids: Iterable[int], main: FrameType | None, threads: Iterable[int]) -> str:
    """Where our own threads are, and, if py-spy is installed, where the processes are.

    Not by ``faulthandler``, which needs a file, and the disk may be full; and it is no option for
    workers: they would have to register a signal while they start, which is timed.
    """
    frames = sys._current_frames()
    own = [("main", main), *((thread_name(ident), frames.get(ident)) for ident in threads)]
    parts = [
        f"Thread {name} (most recent call last):\n{_lines(frame)}"
        for name, frame in own
        if frame is not None
    ]
    return "\n".join([*parts, *_spied(list(pids)[:MOST_SPIED])])


def _lines(frame: FrameType) -> str:
    return "".join(traceback.format_stack(frame)[-MOST_FRAMES:])


def _workers() -> dict[int, BaseProcess]:
    """Those that multiprocessing started here, by process id.

    By a private name: ``active_children`` leaves out the dead, of whom there is most to tell.
    """
    children = list(getattr(multiprocessing.process, "_children", ()))
    return {child.pid: child for child in children if child.pid is not None}


def _process_words(pid: int, worker: BaseProcess | None) -> str:
    name = f"{worker.name} (pid {pid})" if worker is not None else f"pid {pid}"
    if worker is not None and worker.exitcode is not None:
        return f"{name} {how_it_ended(worker.exitcode)}"
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        with process.oneshot():
            state = _STATES.get(process.status(), process.status())
            times = process.cpu_times()
        where = _waits_in(pid) if state == "waiting" else ""
        return f"{name} {state}{where} ({times.user + times.system:.1f} s of CPU)"
    return ""


def _waits_in(pid: int) -> str:
    """The kernel's function in which it waits, where the kernel tells; futex is a lock."""
    try:
        name = (PROC / str(pid) / "wchan").read_text()
    except OSError:
        return ""
    return f" in {name}" if name not in ("", "0") else ""


def _spied(pids: list[int]) -> Iterable[str]:
    program = shutil.which("py-spy") or shutil.which(
        "py-spy", path=str(Path(sys.executable).parent)
    )
    if program is None:
        return
    for pid in pids:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run(  # noqa: S603 - the user's own py-spy
                [program, "dump", "--pid", str(pid)],
                capture_output=True,
                text=True,
                timeout=SPY_SECONDS,
                check=False,
            )
            if done.returncode == 0:
                yield done.stdout


class HangReport:
    """Of the case that begins when this is made."""

    def __init__(self, before: HostSnapshot, marks: Marks, limit: float) -> None:
        """``before``: what there was; ``limit``: how long the case may take, in seconds."""
        self.before = before
        self._marks = marks
        self._limit = limit

    def overran(self, frame: FrameType | None) -> str:
        """What is stuck, in words; the stacks go to stderr. ``frame``: where the main thread is."""
        pids, threads = self._processes(), self._threads()
        sys.stderr.write(stacks(pids, frame, threads))
        # Whoever waits for one that is kept for several cases and was stopped is not to blame.
        stopped = [pid for pid in sorted(shared_processes()) if state_of(pid) == "T"]
        stuck = stuck_text([*stopped, *pids]) or threads_text(threads)
        if not stuck and frame is not None:
            stuck = f"main thread in {frame_text(frame)}"
        return f"not done within its limit of {self._limit:g} s (--case-limit); stuck: {stuck}"

    def help_out(self) -> None:
        """Kill its processes and ask its threads to stop, so that what waits for them goes on."""
        kill(self._processes())
        for thread in self._threads():
            ask_to_stop(thread)

    def _processes(self) -> list[int]:
        """Those that appeared since, grandchildren and orphans too, without what is kept."""
        family = [child.pid for child in psutil.Process().children(recursive=True)]
        orphans = added(self.before, take_host_snapshot(), self._marks, owned="").processes
        known = self.before.processes | shared_processes()
        return sorted(pid for pid in {*family, *orphans} - known if not is_service(pid))

    def _threads(self) -> list[int]:
        return sorted(living_threads() - self.before.threads)
