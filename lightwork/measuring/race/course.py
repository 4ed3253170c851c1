"""Blocks on this host: a launcher for each, a disposable process for each call."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from lightwork.core.candidate import ONE_BLAS, Candidate
from lightwork.core.record import CEILING
from lightwork.core.scripts import Source, definitions, script
from lightwork.measuring.host.cpu_time import count_tree_of, cpu_seconds_of, forget_tree_of
from lightwork.measuring.host.noise import Disturbance, disturbance_between, take_snapshot
from lightwork.measuring.launcher.client import Launcher, LauncherLost
from lightwork.measuring.launcher.requests import DIED, OK, CallOutcome, CallRequest, LauncherJob
from lightwork.measuring.race.race import AGAIN, LOOP, Entrant

#: A launcher serves so many blocks at most, where to start one takes longer than a block.
MOST_BLOCKS = 3
#: Seconds to import the user's file and to make the items.
MOST_LOAD_SECONDS = 120.0


class JobSample(NamedTuple):
    """Which items are run.

    ``which``: their places, None for all. ``parts``: where the serial loop over these takes too
    long, it runs one of these parts of them in each block, in turn, and its seconds are multiplied
    to be those of all.
    """

    items: int
    which: tuple[int, ...] | None
    parts: tuple[tuple[int, ...], ...]

    def part_of(self, block: int) -> tuple[int, ...] | None:
        """What the loop runs in a block; None for all."""
        return self.parts[block % len(self.parts)] if self.parts else None


class Launchers:
    """Launchers, one after the other; a context manager that ends the last."""

    def __init__(self, job: LauncherJob) -> None:
        self.job = job
        self._launcher: Launcher | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def ready(self) -> Launcher:
        """The one of this block. Raises `LauncherLost`, or what loading the job raises."""
        if self._launcher is None:
            launcher = Launcher(self.job, MOST_LOAD_SECONDS)
            count_tree_of(launcher.pid, lambda: cpu_seconds_of([launcher.pid]))
            self._launcher, self._served = launcher, 0
        return self._launcher

    def end_call(self) -> None:
        """After a call: where that was the launcher's own process, or has ended it."""
        if self._launcher is not None and not (self.job.fork and self._launcher.alive):
            self.end()

    def end_block(self, seconds: float) -> None:
        """After a block of so many seconds.

        What a process is dealt once (layout, hash seed) is dealt anew for each block, unless
        importing the file would take most of the time.
        """
        self._served += 1
        cheap = self._launcher is not None and self._launcher.start_seconds < seconds / 2
        if cheap or self._served >= MOST_BLOCKS:
            self.end()

    def end(self) -> None:
        """End the launcher; the next `ready` starts another."""
        if self._launcher is not None:
            forget_tree_of(self._launcher.pid)
            self._launcher.close()
            self._launcher = None


class Scripts:
    """What candidates run, each written once."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._texts: dict[tuple[Source, Candidate | None], tuple[str, str]] = {}

    def of(self, source: Source, candidate: Candidate | None) -> tuple[str, str]:
        """The definitions, and the file that worker processes take for the main program.

        ``candidate``: None for the serial loop.
        """
        key = source, candidate
        if key not in self._texts:
            path = Path(self._folder, f"script_{len(self._texts)}.py")
            path.write_text(script(source, candidate), encoding="utf-8")
            self._texts[key] = definitions(source, candidate), str(path)
        return self._texts[key]


class LauncherCourse(Launchers):
    """Runs blocks of a user's function."""

    def __init__(self, job: LauncherJob, source: Source, sample: JobSample, workers: int) -> None:
        """``workers`` is how many independent processes make the ceiling."""
        super().__init__(job)
        self._source = source
        self._sample = sample
        self._workers = workers
        self._kept = False
        self._scripts = Scripts(job.folder)
        self.disturbances: list[Disturbance] = []  # what else the host did, by block

    def block(
        self, number: int, order: Sequence[Entrant], limit: Callable[[], float]
    ) -> dict[Entrant, CallOutcome]:
        """Run all of ``order``. Raises what loading the user's file raises."""
        before = take_snapshot()
        outcomes = {one: self._call(one, number, limit()) for one in order}
        after = take_snapshot()
        self.disturbances.append(disturbance_between(before, after))
        self.end_block(after.wall - before.wall)
        return outcomes

    def _call(self, one: Entrant, block: int, limit: float) -> CallOutcome:
        try:
            launcher = self.ready()
        except LauncherLost as lost:
            return CallOutcome(DIED, text=str(lost))
        text, path = self._scripts.of(self._source, one if isinstance(one, Candidate) else None)
        part = self._sample.part_of(block) if one in (LOOP, AGAIN) else None
        keep = not self._kept and part is None and one != CEILING
        call = CallRequest(
            text,
            path,
            self._sample.which,
            limit,
            keep,
            part,
            isinstance(one, Candidate) and one.mechanism in ONE_BLAS,
            min(self._workers, self._sample.items) if one == CEILING else 0,
        )
        outcome = launcher.call(call)
        self._kept = self._kept or (keep and outcome.status == OK)
        self.end_call()
        if part is None:
            return outcome
        times = self._sample.items / len(part)
        return outcome._replace(
            seconds=times * outcome.seconds, cpu_seconds=times * outcome.cpu_seconds
        )
