"""Files spoilt at random: ``python -m studies.fuzz_reading [--files 10000] [--seed 1]``

Each file is read in this process; what is read goes through the gate against its original, and one
in ``--report-every`` through the whole report. Promises: nothing but `Unreadable` is raised; to
read a file takes no more than 5 s of CPU; nothing is opened for writing, made, moved or removed
outside of the folder for reports, and nothing is started. Failing files are kept in ``--keep`` and
named. Seeded; 10,000 files take about half an hour.
"""

import argparse
import contextlib
import faulthandler
import io
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.commands.report import main as plot
from lightwork.reporting.read.errors import Unreadable
from lightwork.reporting.read.run import read_run
from tests.fixtures.made_up.runs import save
from tests.fixtures.mutations import WAYS, Spoilt, originals, spoilt

#: Seconds of CPU, since others may have this host, too; and of the clock, for what waits.
READ_SECONDS, REPORT_SECONDS, WAIT_SECONDS = 5, 40, 600
#: Whoever does any of these from within the reader does what a file told it to.
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect")
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Hang(BaseException):
    """It took longer than it may."""


class Guard:
    """Hears of every file that is written and every process that is started, by an audit hook."""

    def __init__(self) -> None:
        self.allowed: Path | None = None
        self.strays: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.allowed is None:
            return
        if event in STARTS:
            self.strays.append(event)
        elif event in CHANGES or (event == "open" and args[2] & WRITING):
            places = args[:2] if event in CHANGES else args[:1]
            for place in places:
                if isinstance(place, str | bytes | Path) and not self._inside(os.fsdecode(place)):
                    self.strays.append(f"{event} {os.fsdecode(place)!r}")

    def _inside(self, place: str) -> bool:
        return Path(os.path.realpath(place)).is_relative_to(str(self.allowed))


class Outcome(NamedTuple):
    """What became of one file."""

    how: str
    what: str  # refused, read, reported, or what went wrong
    seconds: float


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise `Hang` after so many seconds of CPU; end the process if it waits for ever."""

    def too_long(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGPROF, too_long)
    # Again and again: what is raised within a callback of a weak reference is only printed.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    faulthandler.dump_traceback_later(WAIT_SECONDS, exit=True)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def outcome(file: Path, how: str, original: Path, out: Path, *, report: bool) -> Outcome:
    """Read, judge and maybe report ``file``; raises what must not be raised."""
    begun = time.process_time()
    with at_most(READ_SECONDS):
        try:
            read_run(file)
        except Unreadable as error:
            assert len(str(error).splitlines()) == 1, str(error)  # noqa: PT017 - either is right
            return Outcome(how, "refused", time.process_time() - begun)
    seconds = time.process_time() - begun
    with at_most(REPORT_SECONDS):
        _command(str(original), str(file), "--gate", "5", "--out", str(out / "gate"))
        if not report:
            return Outcome(how, "read", seconds)
        code, _ = _command(str(file), "--out", str(out / "report"), "--format", "svg")
        assert code == 0
        page = (out / "report" / "index.html").read_text(encoding="utf-8")
        assert "<script>alert" not in page
    return Outcome(how, "reported", seconds)


def _command(*argv: str) -> tuple[int, str]:
    words = io.StringIO()
    code = plot(argv, words, words)
    assert "\x1b" not in words.getvalue()
    words.getvalue().encode()  # no half surrogates
    return code, words.getvalue()


def checked(
    one: Spoilt, folder: Path, original: Path, guard: Guard, *, report: bool
) -> tuple[Outcome, str]:
    """What became of it, and the traceback if it is what must not be."""
    file = folder / f"spoilt{one.suffix}"
    file.write_bytes(one.content)
    guard.strays, guard.allowed = [], folder / "out"
    begun = time.process_time()
    try:
        found = outcome(file, one.how, original, folder / "out", report=report)
        if guard.strays:
            return Outcome(one.how, f"WROTE OUTSIDE: {guard.strays[0]}", 0), ""
        return found, ""
    except (Exception, Hang) as error:  # noqa: BLE001 - what a fuzz run is there to find
        words = traceback.format_exc()
        last = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in last if "/reports/" in frame.filename] or list(last)
        where = f"{Path(own[-1].filename).name}:{own[-1].lineno}"
        what = f"{type(error).__name__} at {where}: {error}"[:150]
        return Outcome(one.how, what, time.process_time() - begun), words
    finally:
        guard.allowed = None


def run(files: int, seed: int, report_every: int, keep: Path) -> list[Outcome]:
    """Spoil, read and judge ``files`` files."""
    chance, guard, outcomes, read = random.Random(seed), Guard(), [], 0
    runs = originals()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        whole = [save(run, folder, f"original-{i}.json") for i, run in enumerate(runs)]
        for original in whole:  # what is imported and cached once is no matter of the files
            plot([str(original), "--out", str(folder / "out")], io.StringIO(), io.StringIO())
        for number in range(files):
            which = chance.randrange(len(runs))
            one = spoilt(runs[which], chance)
            report = read % report_every == 0
            found, words = checked(one, folder, whole[which], guard, report=report)
            outcomes.append(found)
            read += found.what in ("read", "reported")
            if found.what not in ("refused", "read", "reported"):
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{number}{one.suffix}").write_bytes(one.content)
                (keep / f"{seed}-{number}.txt").write_text(words)
                print(f"{number}: {found.how}: {found.what}", flush=True)
    return outcomes


def table(outcomes: list[Outcome]) -> Iterator[str]:
    yield "| spoilt by | files | refused | read | reported | failed | slowest, s of CPU |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for how in (*WAYS, "all"):
        own = [one for one in outcomes if how in (one.how, "all")]
        counts = Counter(one.what for one in own)
        good = counts["refused"] + counts["read"] + counts["reported"]
        slowest = max((one.seconds for one in own), default=0.0)
        yield (
            f"| {how} | {len(own)} | {counts['refused']} | {counts['read'] + counts['reported']} "
            f"| {counts['reported']} | {len(own) - good} | {slowest:.2f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report-every", type=int, default=10)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):  # several cores draw by forks: there the guard is deaf
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sys.dont_write_bytecode = True
    outcomes = run(options.files, options.seed, options.report_every, options.keep)
    print(*table(outcomes), sep="\n")


if __name__ == "__main__":
    main()
