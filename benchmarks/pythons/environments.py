"""A virtual environment for each Python, with what measuring needs."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.pythons.looking import Build, ask, environment
from benchmarks.pythons.problem import Unusable

#: What the measuring side imports; tests compare it with pyproject.toml.
NEEDED = ("pytest", "pytest-benchmark", "psutil", "threadpoolctl")
#: What some workloads need. Only as a wheel: to build numpy takes many minutes, if it works.
WELCOME = ("numpy",)
#: Written last, so that an installation which broke off starts anew.
READY = "measures"
CONSTRAINTS = "constraints.txt"


def environment_of(python: str, build: Build, folder: Path, root: Path) -> tuple[Path, str]:
    """The interpreter of the environment in ``folder``, made if it is not there; and a remark.

    An environment of another build is made anew. ``root`` is the checkout. Raises `Unusable`.
    """
    own = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not _is_of(own, build):
        _call(python, [python, "-m", "venv", "--clear", str(folder)], root, "make an environment")
    stamp = folder / READY
    if stamp.is_file() and stamp.stat().st_mtime > (root / CONSTRAINTS).stat().st_mtime:
        return own, ""
    _call(python, _install(own, *NEEDED), root, "install what measuring needs")
    try:
        only = ["--only-binary", ",".join(WELCOME)]
        _call(python, _install(own, *only, *WELCOME), root, f"install {', '.join(WELCOME)}")
    except Unusable as error:
        return own, f"{error}; measured without the work that needs it"
    stamp.touch()
    return own, ""


def folder_name(python: str) -> str:
    """A name for the environment of a Python, as the Makefile makes it."""
    return python.replace(os.sep, "-").lstrip("-")


def _is_of(own: Path, build: Build) -> bool:
    """Whether there is an environment and of this build: a command may lead elsewhere by now."""
    if not own.exists():
        return False
    try:
        return ask(str(own)).build == build
    except Unusable:
        return False


def _install(own: Path, *what: str) -> list[str]:
    quiet = ["--quiet", "--disable-pip-version-check"]
    return [str(own), "-m", "pip", "install", *quiet, "-c", CONSTRAINTS, *what]


def _call(python: str, command: Sequence[str], root: Path, what: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own words, and the Python that the user has named
        command, cwd=root, env=environment({}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise Unusable(f"{python}: can't {what}: {words[-1].strip() if words else 'no word'}")
