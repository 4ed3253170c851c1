"""SIGTERM and SIGHUP in the measuring process, and nowhere else."""

import subprocess
import sys

import pytest

from tests.fixtures.places import ROOT

#: With the actions that a shell gives: whoever started the tests may ignore some, as nohup does.
BEGIN = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "signal.signal(signal.SIGTERM, signal.SIG_DFL); signal.signal(signal.SIGHUP, signal.SIG_DFL);"
    "from lightwork.measuring.session import signals; signals.listen()\n"
)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such signals")


def run(program: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, in which the suite listens."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_stopping_signal_is_like_ctrl_c(name: str) -> None:
    """It raises KeyboardInterrupt, and which one it was is known."""
    done = run(
        f"try: signal.raise_signal(signal.{name})\n"
        f"except KeyboardInterrupt: print(signals.came() == signal.{name})"
    )
    assert done.stdout == "True\n", done.stderr


def test_one_that_was_swallowed_is_raised_again() -> None:
    """A destructor may swallow it; before the next case it comes again."""
    done = run(
        "class Deaf:\n    def __del__(self): signal.raise_signal(signal.SIGTERM)\n"
        "Deaf()\nprint('goes on')\n"
        "try: signals.raise_if_came()\nexcept KeyboardInterrupt: print('ends')"
    )
    assert done.stdout == "goes on\nends\n", done.stderr


def test_a_forked_child_has_the_default_actions() -> None:
    """Before anything of its own runs, so that terminate ends it even in a long call into C."""
    done = run(
        "child = os.fork()\n"
        "if child == 0:\n"
        "    same = [signal.getsignal(n) is signal.SIG_DFL for n in signals.STOPPING]\n"
        "    os._exit(0 if all(same) else 1)\n"
        "_, status = os.waitpid(child, 0)\n"
        "print(os.waitstatus_to_exitcode(status))"
    )
    assert done.stdout == "0\n", done.stderr


def test_what_is_ignored_stays_ignored() -> None:
    """Under nohup a hang-up does not end the run."""
    program = BEGIN.replace("signals.listen()", "").rstrip() + (
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); signals.listen();"
        "signal.raise_signal(signal.SIGHUP); print(signals.came())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "None\n"


def test_nothing_cuts_the_saving() -> None:
    """While the run is saved neither Ctrl-C nor the others raise; afterwards they do again."""
    done = run(
        "with signals.not_now():\n"
        "    for number in (signal.SIGINT, *signals.STOPPING): signal.raise_signal(number)\n"
        "    print('saved')\n"
        "try: signal.raise_signal(signal.SIGINT)\nexcept KeyboardInterrupt: print('again')"
    )
    assert done.stdout == "saved\nagain\n", done.stderr


def test_afterwards_all_is_as_before() -> None:
    """A process that has measured is ended by SIGTERM as any other."""
    done = run("signals.stop_listening(); signal.raise_signal(signal.SIGTERM); print('no')")
    assert (done.returncode, done.stdout) == (-15, "")
