"""The guard's own process: watches the run, and cleans up after one that was killed.

It blocks until the run says something, dies, or a case is over its hard limit. Run as a module by
`lightwork.measuring.watchdog.guard_client`, with the standard library alone and in a session of its
own, so that a Ctrl-C at the terminal is not for it.

Messages are JSON lines: ``{"limit": SECONDS, "words": TEXT}`` a case begins, ``{"limit": null}`` it
has ended, ``{"folder": PATH}`` the run's temporary folder, ``{"bye": true}`` the run is over.
"""

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import sys
import time

from lightwork.measuring.host.processes import (
    SHARED_MEMORY_FOLDER,
    Marks,
    all_pids,
    is_service,
    processes_of,
    state_of,
)

#: How long what is left may take to end, in seconds; resource trackers tidy up meanwhile.
TRACKER_SECONDS, KILL_SECONDS = 2.0, 5.0
#: How long the stacks of a hanging run may take to be written, in seconds.
STACK_SECONDS = 3.0
#: How often it looks whether a stopped run (Ctrl-Z) goes on, in seconds.
STOPPED_SECONDS = 5.0


class Guard:
    """What is known of the run; ``watch`` returns when the guard is no longer needed."""

    def __init__(self, parent: int, marks: Marks, short_id: str) -> None:
        self._parent = parent
        self._marks = marks
        self._short_id = short_id
        self._deadline: float | None = None
        self._words = ""
        self._folder = ""
        self._bye = False
        self._unread = b""
        # Not the end of the pipe: every forked worker holds the writing end of it, too.
        self._pidfd = os.pidfd_open(parent) if hasattr(os, "pidfd_open") else None

    def watch(self) -> None:
        """Wait for the end of the run, good or bad; after a bad one, clean up."""
        poll = select.poll()
        poll.register(0, select.POLLIN)
        if self._pidfd is not None:
            poll.register(self._pidfd, select.POLLIN)
        while not self._bye:
            ready = dict(poll.poll(self._milliseconds()))
            if 0 in ready and not self._listen():
                poll.unregister(0)  # closed: by the run, which then has ended or ends
            if self._bye:
                return
            if self._has_died(ready):
                self._clean_up()
                return
            if not ready and self._overdue():
                self._end_the_run()

    def _milliseconds(self) -> float | None:
        look_again = None if self._pidfd is not None else 1000.0
        if self._deadline is None:
            return look_again
        left = max(0.0, 1000 * (self._deadline - time.monotonic()))
        return left if look_again is None else min(left, look_again)

    def _listen(self) -> bool:
        text = os.read(0, 65536)
        *lines, self._unread = (self._unread + text).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "limit" in message:
                seconds = message["limit"]
                self._deadline = None if seconds is None else time.monotonic() + seconds
                self._words = message.get("words", "")
            self._folder = message.get("folder", self._folder)
            self._bye = self._bye or "bye" in message
        return bool(text)

    def _has_died(self, ready: dict[int, int]) -> bool:
        if self._pidfd is not None:
            return self._pidfd in ready
        return os.getppid() != self._parent

    def _overdue(self) -> bool:
        if self._deadline is None or time.monotonic() < self._deadline:
            return False
        if state_of(self._parent) in ("T", "t"):
            self._deadline = time.monotonic() + STOPPED_SECONDS
            return False
        return True

    def _end_the_run(self) -> None:
        """Say why; let pytest's faulthandler write the stacks; kill."""
        self._deadline = None
        sys.stderr.write(f"\nERROR: {self._words}\n")
        sys.stderr.flush()
        with contextlib.suppress(OSError, ValueError):
            if hasattr(resource, "prlimit"):  # stacks, but no core
                resource.prlimit(self._parent, resource.RLIMIT_CORE, (0, 0))
            os.kill(self._parent, signal.SIGABRT)
            self._wait(STACK_SECONDS)
            os.kill(self._parent, signal.SIGKILL)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and state_of(self._parent) not in ("", "Z"):
            time.sleep(0.05)

    def _clean_up(self) -> None:
        """End what the dead run has left, and remove what it kept on the host."""
        begin = time.monotonic()
        while time.monotonic() < begin + KILL_SECONDS:
            left = processes_of(self._marks, all_pids(), (os.getpid(), self._parent))
            trackers = [pid for pid in left if is_service(pid)]
            if not left:
                break
            # A resource tracker ends by itself when those that it serves are gone, and unlinks
            # what they have left.
            late = time.monotonic() > begin + TRACKER_SECONDS
            for pid in left if late else [pid for pid in left if pid not in trackers]:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        self._remove()

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            for path in SHARED_MEMORY_FOLDER.glob(f"*mh-{self._short_id}-*"):
                path.unlink(missing_ok=True)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


if __name__ == "__main__":
    _, own_parent, own_run, own_pipe, own_short_id = sys.argv
    for own_signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(own_signal, signal.SIG_IGN)
    Guard(int(own_parent), Marks(own_run, own_pipe), own_short_id).watch()
