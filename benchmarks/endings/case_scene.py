"""What one case has on the host while it runs: told and ended when it is over its limit."""

import sys
from types import FrameType

import psutil

from benchmarks.endings.cleaning import kill
from benchmarks.endings.host_looks import Look, added, living_threads, look
from benchmarks.endings.kept import kept_processes
from benchmarks.endings.run_processes import Marks, is_service, state_of
from benchmarks.endings.stop_thread import ask_to_stop
from benchmarks.endings.stuck import frame_words, stacks, stuck_words, thread_words


class CaseScene:
    """Of the case that begins when this is made."""

    def __init__(self, before: Look, marks: Marks, limit: float) -> None:
        """``before``: what there was; ``limit``: how long the case may take, in seconds."""
        self.before = before
        self._marks = marks
        self._limit = limit

    def overran(self, frame: FrameType | None) -> str:
        """What is stuck, in words; the stacks go to stderr. ``frame``: where the main thread is."""
        pids, threads = self._processes(), self._threads()
        sys.stderr.write(stacks(pids, frame, threads))
        # Whoever waits for one that is kept for several cases and was stopped is not to blame.
        stopped = [pid for pid in sorted(kept_processes()) if state_of(pid) == "T"]
        stuck = stuck_words([*stopped, *pids]) or thread_words(threads)
        if not stuck and frame is not None:
            stuck = f"main thread in {frame_words(frame)}"
        return f"not done within its limit of {self._limit:g} s (--case-limit); stuck: {stuck}"

    def help_out(self) -> None:
        """Kill its processes and ask its threads to stop, so that what waits for them goes on."""
        kill(self._processes())
        for thread in self._threads():
            ask_to_stop(thread)

    def _processes(self) -> list[int]:
        """Those that appeared since, grandchildren and orphans too, without what is kept."""
        family = [child.pid for child in psutil.Process().children(recursive=True)]
        orphans = added(self.before, look(), self._marks, owned="").processes
        known = self.before.processes | kept_processes()
        return sorted(pid for pid in {*family, *orphans} - known if not is_service(pid))

    def _threads(self) -> list[int]:
        return sorted(living_threads() - self.before.threads)
