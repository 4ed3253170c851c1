"""The runs: which Python in which mode, in which order, and one of them."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.pythons.looking import ask, environment
from benchmarks.pythons.modes import Mode
from benchmarks.pythons.problem import Unusable


class Turn(NamedTuple):
    """One Python in one mode, measured once."""

    python: str  # as it was named
    own: Path  # the interpreter of its environment
    mode: Mode

    @property
    def words(self) -> str:
        return f"{self.python} {self.mode.words}".rstrip()


def in_turns(each: Sequence[Turn], times: int) -> list[Turn]:
    """Everything ``times`` times, every second time backwards.

    So that a host that becomes slower by the hour is not slow for the last of them alone.
    """
    return [turn for number in range(times) for turn in (each if number % 2 == 0 else each[::-1])]


def measure(turn: Turn, words: Sequence[str], storage: Path, root: Path) -> tuple[list[Path], int]:
    """One run of the suite with pytest's options ``words``; the saved files, and the exit code.

    ``storage`` and the files are said from ``root``, the checkout, where the suite is started.
    Raises `Unusable` where the mode has no effect.
    """
    if not turn.mode.holds(ask(str(turn.own), turn.mode.switches)):
        raise Unusable(f"{turn.words}: has no effect on this build")
    before = set(saved(root, storage))
    command = [str(turn.own), "-m", "pytest", "benchmarks/", "--benchmark-autosave", *words]
    command.append(f"--benchmark-storage=file://{storage.as_posix()}")
    code = _wait(
        subprocess.Popen(command, cwd=root, env=environment(turn.mode.switches))  # noqa: S603 - our own command
    )
    return [file for file in saved(root, storage) if file not in before], code


def saved(root: Path, storage: Path) -> list[Path]:
    """The runs in ``storage``, from the checkout; pytest-benchmark's begin with a number."""
    return sorted(file.relative_to(root) for file in (root / storage).rglob("[0-9]*.json"))


def _wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code. Ctrl-C reaches the child, too: it is given the time to save."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
        raise
