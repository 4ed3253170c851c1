"""A case's time limit: it raises where the case waits, helps it out, and leaves no trace."""

import os
import signal
import threading
import time

import pytest

from lightwork.core.record import Case
from lightwork.measuring.host.skips import Skip, Unavailable
from lightwork.measuring.plan.choice import CASE_LIMITS
from lightwork.measuring.watchdog import timeout
from lightwork.measuring.watchdog.failures import Failed, cause_of, decisive, is_failure
from lightwork.measuring.watchdog.supervisor import CaseSupervisor
from lightwork.measuring.watchdog.timeout import CaseOverran, CaseTimer
from lightwork.strategies import WorkerDied

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="Windows has no alarm")

CASE = Case("fib", "small", "pool", "fork", 2, 12, "cold")


@pytest.fixture(autouse=True)
def quick_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second and later alarms come at once."""
    monkeypatch.setattr(timeout, "LEAVE_SECONDS", 0.1)


def waiting_for(event: threading.Event) -> None:
    """Wait much longer than any test."""
    assert event.wait(60)


def test_a_wait_is_ended_with_the_words() -> None:
    """A wait for a lock, for ever, is left with what ``struck`` says; the old handler is back."""
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(CaseOverran, match="who is stuck"):  # noqa: SIM117 - the timer is the test
        with CaseTimer(0.05, lambda _frame: "who is stuck", lambda: None):
            waiting_for(threading.Event())
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_frame_of_the_main_thread_is_told() -> None:
    """``struck`` is given where the main thread was."""
    seen = []
    with pytest.raises(CaseOverran):  # noqa: PT012, SIM117 - the timer is the test
        with CaseTimer(0.05, lambda frame: str(seen.append(frame)), lambda: None):
            while True:
                pass
    assert seen[0].f_code.co_name == "test_the_frame_of_the_main_thread_is_told"


def test_what_hangs_on_the_way_out_is_helped_and_not_cut_short() -> None:
    """The second alarm frees what the way out waits for, and raises nothing there."""
    freed, left = threading.Event(), []
    with pytest.raises(CaseOverran):  # noqa: PT012, SIM117 - the timer is the test
        with CaseTimer(0.05, lambda _frame: "", freed.set):
            try:
                waiting_for(threading.Event())
            finally:
                waiting_for(freed)
                left.append("in order")
    assert left == ["in order"]


def test_what_still_hangs_is_left_all_the_same() -> None:
    """Where help does not help, each later alarm ends one more wait."""
    ended = []
    with pytest.raises(CaseOverran):  # noqa: PT012, SIM117 - the timer is the test
        with CaseTimer(0.05, lambda _frame: "", lambda: None):
            try:
                waiting_for(threading.Event())
            finally:
                try:
                    waiting_for(threading.Event())
                finally:
                    ended.append("the second wait")
    assert ended == ["the second wait"]


def test_a_case_in_time_hears_nothing() -> None:
    """After the block no alarm comes."""
    rung = []
    with CaseTimer(0.1, lambda _frame: str(rung.append(1)), lambda: None):
        pass
    time.sleep(0.2)
    assert rung == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_worker_hears_nothing() -> None:
    """A timer is not inherited, and the handler knows the process that it is of."""
    with CaseTimer(60, lambda _frame: "", lambda: None):
        pid = os.fork()
        if pid == 0:
            signal.raise_signal(signal.SIGALRM)
            os._exit(0 if signal.getitimer(signal.ITIMER_REAL)[0] == 0 else 1)
        assert os.waitpid(pid, 0)[1] == 0


def test_a_limit_is_what_was_asked_or_follows_from_the_forecast() -> None:
    """20 times the forecast, and at least a minute."""
    supervisor = CaseSupervisor("run")
    long, short = ("speedup", CASE), ("startup", CASE)
    supervisor.set_limits({long: 10.0, short: 0.1}, None)
    assert (supervisor.limit_of(long), supervisor.limit_of(short)) == (200.0, 60.0)
    supervisor.set_limits({long: 10.0}, 5.0)
    assert supervisor.limit_of(long) == 5.0
    assert CASE_LIMITS[0] == 1.0


def test_a_cause_is_one_line_with_its_kind() -> None:
    """A traceback's further lines are left out; a limit needs no name."""
    assert cause_of(WorkerDied("pool: worker 1 died\nmore")) == "WorkerDied: pool: worker 1 died"
    assert cause_of(CaseOverran("not done")) == "not done"
    assert cause_of(MemoryError()).startswith("MemoryError: out of memory")
    assert len(cause_of(ValueError("x" * 10_000))) < 500


def test_only_what_is_the_case_s_fault_is_a_failure() -> None:
    """A Ctrl-C and what cannot be measured here are none."""
    faults = (CaseOverran(""), ValueError(), MemoryError(), WorkerDied(""))
    assert all(is_failure(fault) for fault in faults)
    assert not any(is_failure(other) for other in (KeyboardInterrupt(), Unavailable("no")))


def test_the_limit_of_another_case_does_not_decide_how_this_one_ended() -> None:
    """An object that is raised again carries it; a Ctrl-C, and this case's own limit, decide."""
    old, again = CaseOverran("of the case before"), ValueError("this case")
    again.__context__ = old
    assert decisive(again, overran=False) is again
    assert decisive(again, overran=True) is old
    old.__context__ = KeyboardInterrupt()
    assert decisive(again, overran=False) is old.__context__


def test_a_failure_is_shown_among_what_was_not_measured() -> None:
    """With the reason, so that reports show it without knowing of failures."""
    failed = Failed("speedup", CASE, "WorkerDied: pool: killed", 1.0)
    assert failed.as_skip() == Skip(f"speedup {CASE.id}", "failed: WorkerDied: pool: killed")
