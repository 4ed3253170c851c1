"""A copy of the suite in a folder of its own, in which tests may run it and add files to it."""

import compileall
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
PARTS = ("workloads", "strategies", "benchmarks", "reports", "conftest.py", "pyproject.toml")
#: The least that is a whole run: one small case, and its null control.
LITTLE = ("--effort", "quick", "--sizes", "small", "--workloads", "empty")


class Checkout(NamedTuple):
    """Where the copy is."""

    folder: Path

    def pytest(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``pytest benchmarks/`` in it with these arguments."""
        return self.run("-m", "pytest", "benchmarks/", *arguments)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run this interpreter in it with these arguments."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    @staticmethod
    def environment() -> dict[str, str]:
        """Ours, without what the outer pytest or a coverage run has put in it.

        Hypothesis' plugin loads all of it at the end of any session, which takes longer than a run
        of two cases does.
        """
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTEST_", "COV_", "COVERAGE_"))
        }
        return {**ours, "PYTEST_ADDOPTS": "-p no:hypothesispytest"}

    def saved_files(self) -> list[Path]:
        """The saved runs, oldest first."""
        return sorted((self.folder / ".benchmarks").glob("*/*.json"))

    def saved(self) -> dict[str, Any]:
        """The newest saved run."""
        run: dict[str, Any] = json.loads(self.saved_files()[-1].read_text())
        return run

    def journals(self) -> list[Path]:
        """Journals of runs that were not saved."""
        return sorted((self.folder / ".benchmarks" / "journal").glob("*.jsonl"))


@functools.cache
def _compiled() -> tempfile.TemporaryDirectory[str]:
    """What makes up the suite, compiled, without saved runs; it goes when the interpreter ends.

    Compiling is two fifths of the start of a run, and once is enough for all copies.
    """
    folder = tempfile.TemporaryDirectory(prefix="suite-", ignore_cleanup_errors=True)
    ignore = shutil.ignore_patterns("__pycache__", "out")
    for part in PARTS:
        source, there = ROOT / part, Path(folder.name) / part
        if source.is_dir():
            shutil.copytree(source, there, ignore=ignore)
        else:
            shutil.copy2(source, there)
    compileall.compile_dir(folder.name, quiet=2)
    return folder


def copy_to(folder: Path) -> Checkout:
    """Give a copy in ``folder``, of hard links: a test replaces a file and never writes into it."""
    shutil.copytree(_compiled().name, folder, dirs_exist_ok=True, copy_function=_link)
    return Checkout(folder)


def _link(source: str, there: str) -> None:
    try:
        os.link(source, there)
    except OSError:  # another file system
        shutil.copy2(source, there)
