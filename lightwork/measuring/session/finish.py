"""How a run ends, however it ends: saved in one piece, with a status and lines that say so.

A run that is broken off leaves its journal (`lightwork.measuring.save.journal_file`), as it may be
continued; whoever measures anew instead leaves one more each time. Many of them get a line, and
none is deleted: what to throw away only its owner knows.
"""

import signal
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lightwork.core.journal_lines import JOURNAL_SUFFIX
from lightwork.core.places import REPORT
from lightwork.measuring.save.atomic_save import Saving
from lightwork.measuring.session import signals
from lightwork.measuring.session.suite import Suite

#: So many are not worth a line: a few broken runs are usual, and `plot.py` tells of the newest.
FEW_JOURNALS = 10


def unfinished_journals(own: Path) -> list[str]:
    """A line about the journals beside ``own``, the one of this run; none of a few."""
    written = []
    for path in own.parent.glob(f"*{JOURNAL_SUFFIX}"):
        try:
            about = path.stat()
        except OSError:  # its run has just been saved
            continue
        if path != own:
            written.append((about.st_mtime, about.st_size))
    if len(written) <= FEW_JOURNALS:
        return []
    oldest = f"{datetime.fromtimestamp(min(written)[0], UTC):%Y-%m-%d}"
    megabytes = sum(size for _, size in written) / 1e6
    return [
        f"  {len(written)} journals of runs that were not saved are in {own.parent} "
        f"({megabytes:.1f} MB, the oldest of {oldest}): continue one with --resume=JOURNAL, or "
        "delete those that you don't need"
    ]


class RunEnd:
    """A pytest plug-in around all that is done at the end of a session."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """No signal cuts the saving; the exit status tells what ended the run."""
        came = signals.came()
        with signals.not_now():
            if came is not None:
                session.exitstatus = 128 + came
                signals.write_to_nobody_if_hung_up()
            try:
                return (yield)
            finally:
                if self._saving.failure and session.exitstatus == pytest.ExitCode.OK:
                    session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        """The process may have other things to do than measuring."""
        signals.stop_listening()


def last_lines(suite: Suite, saving: Saving, option: object) -> list[str]:
    """Where the run was saved and how to read it; or why not, and how to go on with it."""
    lines = []
    number = signals.came()
    if number is not None:
        lines.append(f"ended by {signal.Signals(number).name}: the case that was cut is left out")
    if not suite.measured_cases:
        return lines
    if saving.failure:
        lines.append(saving.failure)
    elif getattr(option, "benchmark_save", None) or getattr(option, "benchmark_autosave", None):
        lines += [f"saved: {saving.file or 'by pytest-benchmark'}"]
        lines += [f"read it: {REPORT}"]
    elif not getattr(option, "benchmark_json", None):
        lines.append("not saved: add --benchmark-autosave to keep a run")
    if suite.journal is not None and not suite.journal.removed:
        lines += _journal_lines(suite, suite.journal.path)
    return lines


def _journal_lines(suite: Suite, path: Path) -> list[str]:
    """What is in the journal, which is left where the run is not whole or not saved."""
    count = f"{suite.measured_cases} of {len(suite.chosen)} cases"
    lines = [f"{count} are in the journal: {REPORT} {path}"]
    if suite.own is None and suite.cluster is None:
        lines.append("to go on: the same command with --resume")
    return lines
