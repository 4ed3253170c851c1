"""The command ``lightwork``: what it hands over to, and that it works where it is installed."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lightwork import __version__
from lightwork.commands.front import COMMANDS, MODULES, main
from tests.fixtures.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
#: What the wheel carries of the checkout, and where in it.
CARRIED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
IGNORED = shutil.ignore_patterns("__pycache__")


def ended(arguments: list[str]) -> object:
    """The exit status of the command."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as ``site-packages``, with what the wheel would put there."""
    site = tmp_path_factory.mktemp("site")
    for package in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        shutil.copytree(ROOT / package, site / package, ignore=IGNORED)
    for source, place in CARRIED.items():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, site / place, ignore=IGNORED)
        else:
            shutil.copy(ROOT / source, site / place)
    return site


def lightwork(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in ``folder``."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "PYTHONPATH": str(site),
        "PYTEST_ADDOPTS": "-p no:hypothesispytest",
    }
    return subprocess.run(
        [sys.executable, "-m", "lightwork", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_it_says_its_version_and_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """One line for the version; help names every command; each has a module that runs it."""
    assert ended(["--version"]) == 0
    assert capsys.readouterr().out == f"lightwork {__version__}\n"
    assert ended(["--help"]) == ended([]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {name} " in said for name in COMMANDS)
    modules = [MODULES.get(name, name) for name in COMMANDS]
    assert all((ROOT / "lightwork" / "commands" / f"{name}.py").is_file() for name in modules)


def test_a_wrong_word_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What was got, the nearest right thing, and what there is; exit status 2."""
    assert ended(["benhc"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "'benhc'" in said
    assert "Did you mean bench?" in said


def test_the_wheel_carries_the_suite() -> None:
    """Benchmarks, workloads, the hooks and their settings; the script is the front door."""
    assert set(CARRIED) == {"benchmarks", "workloads", "conftest.py", "pyproject.toml"}
    assert all((ROOT / source).exists() for source in CARRIED)
    assert PROJECT["project"]["scripts"] == {"lightwork": "lightwork.commands.front:main"}


def test_it_measures_and_reports_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """Runs and page lie in the current folder, whatever packages lie there, too."""
    (tmp_path / "workloads").mkdir()
    (tmp_path / "workloads" / "__init__.py").write_text("raise SystemExit('not this one')\n")
    few = ("--effort", "quick", "--workloads", "empty", "--strategies", "threads,pool")
    few += ("--sizes", "small", "--start-methods", "spawn", "--workers", "2")
    done = lightwork(installed, tmp_path, "bench", *few)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "read it: lightwork report" in done.stdout
    (saved,) = (tmp_path / ".benchmarks").glob("*/*.json")
    assert json.loads(saved.read_text())["lightwork"]["command"] == ["lightwork", "bench", *few]
    done = lightwork(installed, tmp_path, "report")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports" / "out" / saved.stem / "index.html").is_file()
    assert not list(installed.rglob(".pytest_cache")) + list(installed.rglob(".benchmarks"))


def test_interpreters_need_a_checkout(installed: Path, tmp_path: Path) -> None:
    """One line says so where there is none."""
    done = lightwork(installed, tmp_path, "interpreters", "--pythons", "python3")
    assert done.returncode != 0
    assert done.stderr.startswith("error: lightwork interpreters needs a checkout")
