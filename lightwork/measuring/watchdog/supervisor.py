"""Watches the host while a run goes on: each case within its limit, nothing left after it.

Without `CaseSupervisor.begin` (benchmarks disabled, tests) cases simply run.
"""

import contextlib
import gc
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lightwork.core.record import Case, CaseKey
from lightwork.measuring.cases.speedup_case import Measured
from lightwork.measuring.host.processes import Marks
from lightwork.measuring.host.skips import Skip, what_case
from lightwork.measuring.host.snapshot import (
    HostSnapshot,
    Leaks,
    added,
    take_host_snapshot,
    with_shared_resources,
)
from lightwork.measuring.watchdog.cleanup import clean, with_leaks
from lightwork.measuring.watchdog.failures import Failed, cause_of, decisive, is_failure
from lightwork.measuring.watchdog.guard_client import RunGuard, RunPlace, remove_folder
from lightwork.measuring.watchdog.hang_report import HangReport
from lightwork.measuring.watchdog.timeout import CaseTimer

#: A case may take this many times its forecast: rounds may be added up to four times the planned
#: ones, half of them repeated, and the host may be slower than it was while the plan was made.
PATIENCE = 20.0
#: No limit is shorter than this, in seconds: opening an engine on a loaded host takes a minute.
LEAST_SECONDS = 60.0
#: So long after its limit a case must have left and the host be clean, else the guard ends the run.
GUARD_SECONDS = 45.0
#: How long what a case has left may take to go by itself, in seconds.
GRACE_SECONDS = 1.0


class CaseSupervisor:
    """Of one run."""

    def __init__(self, run_id: str) -> None:
        self.failed: list[Failed] = []
        self.unclean = ""  # why no further case can be measured in this process
        self.leaked_at_end = ""
        self.cut_short = False  # by Ctrl-C or a signal
        self._run_id = run_id
        self._place: RunPlace | None = None
        self._guard: RunGuard | None = None
        self._folder = ""  # the run's temporary one, once the run is over
        self._engines: set[str] = set()  # that were open once
        self._first = HostSnapshot(frozenset(), frozenset(), frozenset(), frozenset())

    def begin(
        self,
        forecasts: Mapping[CaseKey, float],
        limit: float | None,
        note: Callable[[Failed], None],
    ) -> None:
        """Before the first case.

        ``forecasts``: seconds of each case. ``limit`` in seconds, for each case, if the user gave
        one. ``note`` takes a case that failed, at once.
        """
        self.set_limits(forecasts, limit)
        self._tell = note
        self._place = RunPlace(self._run_id)
        with contextlib.suppress(OSError):  # no process may be started: the run goes on unguarded
            self._guard = RunGuard(self._run_id) if sys.platform != "win32" else None
        if self._guard is not None and self._place.folder:
            self._guard.clean_folder(self._place.folder)
        self._first = take_host_snapshot(self._place.folder)

    def set_limits(self, forecasts: Mapping[CaseKey, float], limit: float | None) -> None:
        """What `limit_of` follows from; see `begin`."""
        self._forecasts, self._limit = forecasts, limit

    def watched(
        self,
        family: str,
        case: Case,
        engine: bool,
        measure: Callable[[], Measured],
        discard: Callable[[], None],
    ) -> Measured:
        """Measure a case within its limit; what it leaves is cleaned, and told in its findings.

        ``engine``: whether it opens more than the standard library. ``discard`` ends, by force,
        what is kept for several cases. Raises `CaseOverran`, or what ``measure`` raises.
        """
        if self._place is None:
            return measure()
        before, began = take_host_snapshot(self._place.folder), time.monotonic()
        limit = self.limit_of((family, case))
        scene = HangReport(before, self._marks(), limit)
        self._tell_guard(limit, what_case(family, case))
        timer = CaseTimer(limit, scene.overran, scene.help_out)
        try:
            with timer:
                measured = measure()
        except BaseException as raised:
            error = decisive(raised, timer.fired)
            if is_failure(error):
                seconds = time.monotonic() - began
                self._note(Failed(family, case, cause_of(error), seconds))
                discard()
            self._clean(before, case, engine)
            if error is not raised:
                raise error from raised  # of the two the one that says what to do
            raise
        finally:
            if self._guard is not None:
                self._guard.end_case()
        return with_leaks(measured, self._clean(before, case, engine))

    def describe(self, skipped: Iterable[Skip]) -> dict[str, Any]:
        """What is saved of the cases without a number: what was ``skipped``, and what failed.

        The failed ones are among the skipped, too, for readers that know of no failures.
        """
        found: dict[str, Any] = {"failed": [failed.describe() for failed in self.failed]}
        failures = (failed.as_skip() for failed in self.failed)
        skips = [skip._asdict() for skip in (*skipped, *failures)]
        return {"skipped": skips, **(found if self.failed else {})}

    def close(self) -> None:
        """The run is over: nothing of it is left, and the guard ends."""
        if self._place is None:
            return
        left = self._left(self._first, keeping=False)
        self.leaked_at_end = left._replace(threads=(), descriptors=()).text()
        clean(left._replace(threads=()))
        if self._guard is not None:
            (self._guard.watch_the_exit if self.cut_short else self._guard.close)()
        self._place.restore()
        self._folder, self._place = self._place.folder, None

    def abandon(self) -> None:
        """The process ends without what usually comes at exit."""
        remove_folder(self._folder)

    def limit_of(self, case: CaseKey) -> float:
        """How long a case may take, in seconds."""
        if self._limit is not None:
            return self._limit
        return max(LEAST_SECONDS, PATIENCE * self._forecasts.get(case, 0.0))

    def _tell_guard(self, limit: float, case: str) -> None:
        if self._guard is not None:
            words = (
                f"{case} has not come back {GUARD_SECONDS:.0f} s after its limit of {limit:g} s: "
                "it hangs where Python can't interrupt it. The run is ended; finished cases are in "
                ".benchmarks/journal. Leave out what hangs, or give it more with --case-limit."
            )
            self._guard.begin_case(limit + GUARD_SECONDS, words)

    def _note(self, failed: Failed) -> None:
        self.failed.append(failed)
        self._tell(failed)

    def _clean(self, before: HostSnapshot, case: Case, engine: bool) -> Leaks:
        """Clean what the case has left; gives what that was. Sets `unclean` where it stays."""
        left = self._left(before)
        if engine:
            # What an engine keeps in this process until it ends, it keeps from its first opening;
            # the numbers of its sockets change.
            known = case.strategy in self._engines
            threads = left.threads if known else ()
            left = left._replace(descriptors=(), threads=threads)
            self._engines.add(case.strategy)
        if left != Leaks():
            stays = clean(left)
            if stays.processes or stays.threads:
                self.unclean = f"{case.id} has left {stays.text()}, which cannot be ended"
        # Dask leaves a folder each time. It is removed, and disturbs nobody.
        return left._replace(files=()) if engine else left

    def _left(self, before: HostSnapshot, keeping: bool = True) -> Leaks:
        """What was added since, once it had some time to go by itself.

        ``keeping``: what is kept for several cases may be there.
        """
        assert self._place is not None
        deadline = time.monotonic() + GRACE_SECONDS
        while True:
            now = take_host_snapshot(self._place.folder)
            known = with_shared_resources(before, now) if keeping else before
            left = added(known, now, self._marks(), self._place.owned)
            if left == Leaks() or time.monotonic() > deadline:
                return left
            gc.collect()  # what only a cycle of references holds open
            time.sleep(0.02)

    def _marks(self) -> Marks:
        return self._guard.marks if self._guard is not None else Marks(self._run_id)
