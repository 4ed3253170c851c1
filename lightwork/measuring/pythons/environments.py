"""A virtual environment for each Python with what measuring needs, and the runs in them."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lightwork.measuring.pythons.detect import Build, Mode, Unusable, ask, environment, run_apart

#: What the measuring side imports; tests compare it with pyproject.toml.
NEEDED = ("pytest", "pytest-benchmark", "psutil", "threadpoolctl")
#: What some workloads need. Only as a wheel: to build numpy takes many minutes, if it works.
WELCOME = ("numpy",)
#: Written last, so that an installation which broke off starts anew.
MEASURES = "measures"
CONSTRAINTS = "constraints.txt"


class Turn(NamedTuple):
    """One Python in one mode, measured once."""

    python: str  # as it was named
    own: Path  # the interpreter of its environment
    mode: Mode

    @property
    def text(self) -> str:
        """As it was named, and what is switched."""
        return f"{self.python} {self.mode.text}".rstrip()


def in_turns(each: Sequence[Turn], times: int) -> list[Turn]:
    """Everything ``times`` times, every second time backwards.

    So that a host that becomes slower by the hour is not slow for the last of them alone.
    """
    return [turn for number in range(times) for turn in (each if number % 2 == 0 else each[::-1])]


def run_suite(
    turn: Turn, words: Sequence[str], storage: Path, root: Path
) -> tuple[list[Path], int]:
    """One run of the suite with pytest's options ``words``; the saved files, and the exit code.

    ``storage`` and the files are said from ``root``, the checkout, where the suite is started.
    Raises `Unusable` where the mode has no effect.
    """
    answer = ask(str(turn.own), turn.mode.switches)
    if (answer.gil, answer.jit) != (turn.mode.gil, turn.mode.jit):
        raise Unusable(f"{turn.text}: has no effect on this build")
    before = set(saved(root, storage))
    command = [str(turn.own), "-m", "pytest", "benchmarks/", "--benchmark-autosave", *words]
    command.append(f"--benchmark-storage=file://{storage.as_posix()}")
    env = environment(turn.mode.switches)
    code = _wait(subprocess.Popen(command, cwd=root, env=env))  # noqa: S603 - our own command
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


def environment_of(python: str, build: Build, folder: Path, root: Path) -> tuple[Path, str | None]:
    """The interpreter of the environment in ``folder``, made if it is not there; what it lacks.

    An environment of another build is made anew. ``root`` is the checkout. Raises `Unusable`.
    """
    own = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not _is_whole(own, build, root):
        _call(python, [python, "-m", "venv", "--clear", str(folder)], root, "make an environment")
    stamp = folder / MEASURES
    if stamp.is_file() and stamp.stat().st_mtime > (root / CONSTRAINTS).stat().st_mtime:
        return own, None
    _call(python, _install(own, *NEEDED), root, "install what measuring needs")
    try:
        only = ["--only-binary", ",".join(WELCOME)]
        _call(python, _install(own, *only, *WELCOME), root, f"install {', '.join(WELCOME)}")
    except Unusable as error:
        return own, f"{error}; measured without the work that needs it"
    stamp.touch()
    return own, None


def environment_folder_name(python: str) -> str:
    """A name for the environment of a Python, as the Makefile makes it."""
    return python.replace(os.sep, "-").lstrip("-")


def _is_whole(own: Path, build: Build, root: Path) -> bool:
    """Whether there is an environment, and of this build: a command may lead elsewhere by now.

    One whose making was interrupted has an interpreter and no pip.
    """
    if not own.exists():
        return False
    try:
        _call(str(own), [str(own), "-m", "pip", "--version"], root, "find pip")
        return ask(str(own)).build == build
    except Unusable:
        return False


def _install(own: Path, *what: str) -> list[str]:
    quiet = ["--quiet", "--disable-pip-version-check"]
    return [str(own), "-m", "pip", "install", *quiet, "-c", CONSTRAINTS, *what]


def _call(python: str, command: Sequence[str], root: Path, what: str) -> None:
    done = run_apart(command, {}, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Unusable(f"{python}: can't {what}: {lines[-1].strip() if lines else 'no word'}")
