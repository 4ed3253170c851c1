"""Every engine keeps the contract of strategies, each in a process of its own, where installed."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from lightwork.core.record import Case
from lightwork.measuring.cases import disposable
from lightwork.measuring.cases.disposable import CaseWork
from lightwork.measuring.host.python import gil_of_the_run
from lightwork.measuring.launcher.requests import ApartRequest
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.race.apart import ask_apart, launchers_of, modules_of
from tests.fixtures.places import ROOT
from tests.fixtures.strategy_leftovers import MODULES, NAMES, strategy
from workloads.sleep import WORKLOAD

ENGINES = [name for name in NAMES if strategy(name).loads]
#: All tests of the slowest engine on a host that is busy with other things.
SUITE_SECONDS = 600
#: Opens an engine three times and prints what is there after each: threads, children, open files.
KEPT = """
import gc, json, os, sys, threading
import psutil
sys.path.insert(0, sys.argv[2])
if __name__ == "__main__":
    import importlib
    engine = importlib.import_module(sys.argv[1]).STRATEGY
    for _ in range(3):
        with engine.open(2, engine.start_methods[0]) as run:
            assert run(abs, [-1, -2, -3], 1) == [1, 2, 3]
        children = [" ".join(child.cmdline()) for child in psutil.Process().children()]
        threads = [thread.name for thread in threading.enumerate()][1:]
        gc.collect()
        print(json.dumps([threads, children, len(os.listdir("/proc/self/fd"))]))
"""
#: A socket may be closed by another thread a moment later; an opening that adds up has dozens.
SLACK_FILES = 2
#: The threads that each leaves in our process until it ends, as Python knows them.
THREADS = {"dask_distributed": ["Dask-Offload_0"]}


def installed(name: str) -> Any:
    missing = strategy(name).requires
    skips = [pytest.mark.skip(reason=missing)] if missing else []
    return pytest.param(name, marks=[pytest.mark.extras, *skips])


def test_there_are_engines() -> None:
    """They are found by what they say of themselves, and none is in the standard library's list."""
    assert {"joblib_loky", "joblib_threads", "mpire_pool", "multiprocess_pool"} <= set(ENGINES)
    assert "pool" not in ENGINES


@pytest.mark.parametrize("name", [installed(name) for name in ENGINES])
def test_keeps_the_contract(name: str) -> None:
    """The suites of all strategies pass for it: answers, faults, nothing left."""
    done = contract_suites(name)
    # On a busy host Ray ends the process that uses it where its own server answers late: then there
    # is no closing line of pytest's, and nothing was tested.
    if done.returncode and " in " not in done.stdout[-200:]:
        done = contract_suites(name)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


@pytest.mark.parametrize("name", [installed(name) for name in ENGINES])
def test_runs_in_a_fork_of_a_launcher_that_has_loaded_it(name: str) -> None:
    """As the suite's cases do: what was loaded before keeps no cluster from starting."""
    engine = strategy(name)
    case = Case("sleep", "small", name, engine.start_methods[0], 2, 3, "cold")
    root = str(ROOT)
    task, given = (Target(word, "workloads.sleep", word, root) for word in ("task", "items"))
    source = ItemSource("small", target=given, arguments=("small",))
    modules = (disposable.__name__, *modules_of([engine]))
    work = CaseWork(case, ("cold",), MODULES[name], gil_of_the_run())
    request = ApartRequest(disposable.__name__, "time_case", (work,), 120.0)
    with launchers_of(task, source, list(WORKLOAD.expected("small")), modules) as launchers:
        assert ask_apart(launchers, request).timed["cold"].seconds > 0


def contract_suites(name: str) -> subprocess.CompletedProcess[str]:
    """The suites of all strategies, of this engine alone, in a process of their own."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--show-capture=no", "-p", "no:cacheprovider"),
            *("tests/strategies/test_contract.py", "tests/strategies/test_faults.py"),
        ],
        cwd=ROOT,
        env={**os.environ, "LIGHTWORK_TESTED_ENGINE": name},
        capture_output=True,
        text=True,
        timeout=SUITE_SECONDS,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of all open files")
@pytest.mark.parametrize("name", [installed(name) for name in ENGINES])
def test_what_an_engine_keeps(name: str) -> None:
    """After it is closed: no thread but the named ones, trackers at most, and nothing adds up."""
    done = subprocess.run(
        [sys.executable, "-c", KEPT, MODULES[name], str(ROOT)],
        capture_output=True,
        text=True,
        timeout=SUITE_SECONDS,
        check=True,
    )
    rounds = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[[")]
    assert len(rounds) == 3
    for threads, children, _ in rounds:
        assert threads == THREADS.get(name, [])
        assert [child for child in children if "resource_tracker" not in child] == []
    assert rounds[2][2] <= rounds[1][2] + SLACK_FILES


@pytest.mark.parametrize("name", ENGINES)
def test_missing_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its library an engine is no error: it names the package that brings it."""
    import importlib

    monkeypatch.setattr("lightwork.strategies.parts.installed._is_there", lambda _name: False)
    monkeypatch.setitem(sys.modules, MODULES[name], None)
    del sys.modules[MODULES[name]]
    fresh = importlib.import_module(MODULES[name]).STRATEGY
    assert "not installed for this Python: python -m pip install " in fresh.requires
