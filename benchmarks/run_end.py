"""How a run ends, however it ends: saved in one piece, with a status and words that say so."""

import signal
from collections.abc import Generator
from pathlib import Path

import pytest

from benchmarks import stop_signals
from benchmarks.saving_whole import Saving
from benchmarks.suite import Suite


class RunEnd:
    """A pytest plug-in around all that is done at the end of a session."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """No signal cuts the saving; the exit status tells what ended the run."""
        came = stop_signals.came()
        with stop_signals.not_now():
            if came is not None:
                session.exitstatus = 128 + came
                stop_signals.write_to_nobody_if_hung_up()
            try:
                return (yield)
            finally:
                if self._saving.failure and session.exitstatus == pytest.ExitCode.OK:
                    session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        """The process may have other things to do than measuring."""
        stop_signals.stop_listening()


def last_lines(suite: Suite, saving: Saving, option: object) -> list[str]:
    """Where the run was saved and how to read it; or why not, and how to go on with it."""
    lines = []
    number = stop_signals.came()
    if number is not None:
        lines.append(f"ended by {signal.Signals(number).name}: the case that was cut is left out")
    if not suite.measured_cases:
        return lines
    if saving.failure:
        lines.append(saving.failure)
    elif getattr(option, "benchmark_save", None) or getattr(option, "benchmark_autosave", None):
        lines += [f"saved: {saving.file or 'by pytest-benchmark'}"]
        lines += ["read it: python reports/plot.py"]
    elif not getattr(option, "benchmark_json", None):
        lines.append("not saved: add --benchmark-autosave to keep a run")
    if suite.journal is not None and not suite.journal.removed:
        lines += _journal_lines(suite, suite.journal.path)
    return lines


def _journal_lines(suite: Suite, path: Path) -> list[str]:
    """What is in the journal, which is left where the run is not whole or not saved."""
    count = f"{suite.measured_cases} of {suite.planned_cases} cases"
    lines = [f"{count} are in the journal: python reports/plot.py {path}"]
    if suite.own is None and suite.cluster is None:
        lines.append("to go on: the same command with --resume")
    return lines
