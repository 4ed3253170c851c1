"""The same conditions whoever starts the suite, and clear refusals where there are none."""

import os
import sys
from pathlib import Path

import pytest

from lightwork.measuring.session import conditions
from lightwork.measuring.session.conditions import (
    ONE_THREAD_VARIABLES,
    cap_inner_threads,
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


@pytest.mark.usefixtures("nothing_heavy")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc")
def test_a_host_without_proc_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing would tell what workers and others did; the remedy is one command."""
    monkeypatch.setattr(conditions, "OWN_STATE", tmp_path / "stat")
    reason = why_not_here({}, {})
    assert reason is not None
    assert "mount /proc" in reason


def test_inner_threads_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable that a BLAS or OpenMP library reads says one thread."""
    for name in ONE_THREAD_VARIABLES:
        monkeypatch.setenv(name, "7")
    cap_inner_threads()
    assert {os.environ[name] for name in ONE_THREAD_VARIABLES} == {"1"}
