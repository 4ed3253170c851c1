"""The same conditions whoever starts the suite, and clear refusals where there are none."""

import os
import sys
from multiprocessing import spawn
from pathlib import Path
from types import ModuleType

import pytest

from lightwork.measuring.session import conditions
from lightwork.measuring.session.conditions import (
    ONE_THREAD_VARIABLES,
    cap_inner_threads,
    hide_the_launcher,
    tidy_search_path,
    why_not_here,
)


@pytest.fixture
def nothing_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have loaded plotting libraries into this process."""
    for name in ("pandas", "matplotlib", "scipy"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.parametrize(
    ("environment", "plugins", "words"),
    [
        ({}, {"xdist": True}, "leave out -n"),
        ({"PYTEST_XDIST_WORKER": "gw0"}, {}, "leave out -n"),
        ({}, {"cov": True}, "without --cov"),
    ],
)
@pytest.mark.usefixtures("nothing_heavy")
def test_what_distorts_is_refused_with_the_remedy(
    environment: dict[str, str], plugins: dict[str, bool], words: str
) -> None:
    """xdist and coverage are refused in one line that says what to leave out."""
    reason = why_not_here(environment, plugins)
    assert reason is not None
    assert words in reason
    assert "\n" not in reason


@pytest.mark.usefixtures("nothing_heavy")
def test_a_tracer_is_refused() -> None:
    """A debugger or line tracer is noticed by what it installs."""
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        reason = why_not_here({}, {})
    finally:
        sys.settrace(before)
    assert reason is not None
    assert "run without it" in reason


def test_heavy_modules_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that loads pandas or matplotlib would make every fork dearer."""
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))
    reason = why_not_here({}, {})
    assert reason is not None
    assert "-p no:NAME" in reason


@pytest.mark.usefixtures("nothing_heavy")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc")
def test_a_host_without_proc_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing would tell what workers and others did; the remedy is one command."""
    monkeypatch.setattr(conditions, "OWN_STATE", tmp_path / "stat")
    reason = why_not_here({}, {})
    assert reason is not None
    assert "mount /proc" in reason


def test_spawned_workers_do_not_run_the_launcher_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After `hide_the_launcher`, multiprocessing imports no main module in a worker."""
    main = ModuleType("__main__")
    main.__file__ = "/somewhere/bin/pytest"
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert "init_main_from_path" in spawn.get_preparation_data("worker")
    hide_the_launcher()
    data = spawn.get_preparation_data("worker")
    assert "init_main_from_path" not in data
    assert data["init_main_from_name"] == "pytest.__main__"  # which multiprocessing leaves out


def test_the_search_path_is_the_same_for_both_launchers(monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -m pytest`` puts the current folder in front once more; that makes no difference."""
    here = str(Path.cwd())
    monkeypatch.setattr(sys, "path", ["", here, "/lib", here])
    tidy_search_path()
    assert sys.path == [here, "/lib"]


def test_inner_threads_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable that a BLAS or OpenMP library reads says one thread."""
    for name in ONE_THREAD_VARIABLES:
        monkeypatch.setenv(name, "7")
    cap_inner_threads()
    assert {os.environ[name] for name in ONE_THREAD_VARIABLES} == {"1"}
