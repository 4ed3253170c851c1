"""Where pytest's hooks meet the care for the host: the start, a host that is not clean, the end."""

import os
import sys
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING

import pytest

from benchmarks.endings.care import HostCare
from benchmarks.endings.failed import Failed
from benchmarks.journal_records import write_skip

if TYPE_CHECKING:  # it imports `care`
    from benchmarks.suite import Suite


def begin_care(suite: "Suite", forecasts: Mapping[str, float]) -> None:
    """Before the first case; ``forecasts`` are the seconds of each by its shown id.

    A case that fails is shown and journalled at once. Raises `NotJournalled`, then.
    """
    item_limit = suite.own.facts.asked.item_limit if suite.own is not None else None

    def note(failed: Failed) -> None:
        skip = failed.as_skip()
        if suite.progress is not None:
            suite.progress.measured(skip.reason)
        write_skip(suite.journal, skip)

    suite.care.begin(forecasts, suite.choice.case_limit, item_limit, note)


class EndOfRun:
    """A pytest plug-in: ends the run after a case that has spoilt this process for the others."""

    def __init__(self, care: HostCare) -> None:
        self._care = care
        self._exit_code = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Let no case begin on a host that is not clean."""
        result = yield
        if self._care.unclean:
            item.session.shouldstop = (
                f"{self._care.unclean}: no further case can be measured in this process. "
                "What was measured is kept; measure the rest without that case"
            )
        return result

    def pytest_keyboard_interrupt(self) -> None:
        """Something may be half open, or half closed."""
        self._care.cut_short = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Remember how the run ended; a signal's own status stands in the session alone."""
        self._exit_code = int(session.exitstatus)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what the run has left behind."""
        if self._care.left_at_end:
            terminalreporter.write_line(f"left behind, and cleaned: {self._care.left_at_end}")

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """A thread that nobody can end would keep the interpreter from ending, too."""
        if self._care.unclean:
            sys.stdout.flush()
            sys.stderr.flush()
            self._care.abandon()
            os._exit(self._exit_code or 1)
