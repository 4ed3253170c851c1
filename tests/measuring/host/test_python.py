"""What is saved of the interpreter, and what becomes of a GIL that is turned on meanwhile."""

import os
import sys
import sysconfig
from types import SimpleNamespace

import pytest

from lightwork.core.record import Case
from lightwork.measuring.cases.audit import WorkerNote
from lightwork.measuring.cases.audit_findings import assess_audit
from lightwork.measuring.host import python
from lightwork.measuring.host.cores import affinity_cores
from lightwork.measuring.host.gil import gil_is_on, gil_turned_on_by, without_gil_warning
from lightwork.measuring.host.python import gil_of_the_run, note_gil_at_start, python_facts

THREADS = Case("fib", "small", "threads", "none", 1, 1, "cold")


class FakeLock:
    """The GIL of a free-threaded build: an import may turn it on."""

    on = False


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> FakeLock:
    """An interpreter that says it is free-threaded, and has begun a run without the GIL."""
    fake = FakeLock()
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: fake.on, raising=False)
    monkeypatch.setattr(python._BEGAN, "gil", None)
    note_gil_at_start()
    return fake


def note(gil: bool) -> WorkerNote:
    return WorkerNote(os.getpid(), 1, "fork", gil, affinity_cores(), None, None)


def test_an_extension_that_turns_the_gil_on_makes_a_case_of_threads_void(lock: FakeLock) -> None:
    """Worker and parent are one process and agree; both are not what the run began as."""
    assert assess_audit(THREADS, "thread", 1, [note(gil=False)]).void is None
    lock.on = True
    void = str(assess_audit(THREADS, "thread", 1, [note(gil=True)]).void)
    assert "the GIL was on in a worker, and off when the run began" in void
    assert "PYTHON_GIL=0 keeps it off" in void


@pytest.mark.parametrize("source", ["", "  from orjson.orjson import *\n"])
def test_the_package_that_turns_the_gil_on_is_known_by_what_the_interpreter_says(
    source: str,
) -> None:
    """And that is no output of the user's; here as CPython 3.13 says it."""
    warning = (
        "<frozen importlib._bootstrap>:488: RuntimeWarning: The global interpreter lock (GIL) has "
        "been enabled to load module 'orjson.orjson', which has not declared that it can run "
        "safely without the GIL. To override this behavior and keep the GIL disabled (at your own "
        "risk), run with PYTHON_GIL=0 or -Xgil=0.\n"
    )
    said = f"before\n{warning}{source}after\n"
    assert gil_turned_on_by(said) == "orjson"
    assert without_gil_warning(said) == "before\nafter\n"
    assert gil_turned_on_by("before\nafter\n") == ""


@pytest.mark.usefixtures("lock")
def test_a_gil_that_only_a_worker_has_makes_the_case_void() -> None:
    """A worker process that loads such an extension; the parent has not."""
    assert "on in a worker" in str(assess_audit(THREADS, "thread", 1, [note(gil=True)]).void)


def test_a_run_is_said_to_be_what_it_began_as(lock: FakeLock) -> None:
    """The file is written at the end, when numpy may have turned the GIL on."""
    lock.on = True
    assert gil_is_on()
    assert not gil_of_the_run()
    assert python_facts()["gil"] is False


def test_build_and_switch_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A free-threaded build with the GIL on is neither a build with it nor one without."""
    monkeypatch.setattr(python._BEGAN, "gil", None)
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: True, raising=False)
    monkeypatch.setattr(sysconfig, "get_config_var", {"Py_GIL_DISABLED": 1}.get)
    jit = SimpleNamespace(is_available=lambda: True, is_enabled=lambda: False)
    monkeypatch.setattr(sys, "_jit", jit, raising=False)
    facts = python_facts()
    told = [facts[key] for key in ("free_threaded", "gil", "jit_built", "jit")]
    assert told == [True, True, True, False]


def test_an_interpreter_that_tells_nothing_has_a_gil_and_no_compiler(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python 3.11 and 3.12 have neither of the functions that are asked."""
    monkeypatch.setattr(python._BEGAN, "gil", None)
    monkeypatch.delattr(sys, "_is_gil_enabled", raising=False)
    monkeypatch.delattr(sys, "_jit", raising=False)
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _name: None)
    facts = python_facts()
    told = [facts[key] for key in ("free_threaded", "gil", "jit_built", "jit")]
    assert told == [False, True, False, False]
