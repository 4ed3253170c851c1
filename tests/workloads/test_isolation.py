"""What every workload promises to a process that is timed: same work, nothing heavy loaded."""

import hashlib
import importlib
import json
import os
import pkgutil
import subprocess
import sys
from typing import Any

import pytest

import workloads
from lightwork.workload import SIZES
from tests.fixtures.places import ROOT

NAMES = sorted(
    found.name
    for found in pkgutil.iter_modules(workloads.__path__)
    if not found.name.startswith("_")
)
#: Long enough for a loaded machine; only a hang reaches it.
PATIENCE_SECONDS = 60

# Imports all workloads and asks for items and expected results, but runs no task.
ASK_IN_ANOTHER_PROCESS = """
import hashlib, importlib, json, os, sys
os.cpu_count = lambda: 77
before = set(sys.modules)
digests = {}
for name in json.loads(sys.argv[1]):
    workload = importlib.import_module("workloads." + name).WORKLOAD
    workload.expected("small")
    for size in workload.sizes:
        digests[name + " " + size] = hashlib.sha256(repr(workload.items(size)).encode()).hexdigest()
loaded = {module.partition(".")[0] for module in set(sys.modules) - before}
print(json.dumps([digests, sorted(loaded - sys.stdlib_module_names - {"lightwork"})]))
"""
# Runs one task once, and tells what that loaded.
RUN_IN_ANOTHER_PROCESS = """
import importlib, json, sys
before = set(sys.modules)
workload = importlib.import_module("workloads." + sys.argv[1]).WORKLOAD
workload.task(workload.items("small")[0])
loaded = {module.partition(".")[0] for module in set(sys.modules) - before}
loaded = {name for name in loaded if "cython" not in name}  # parts of numpy before 2
print(json.dumps(sorted(loaded - sys.stdlib_module_names - {"workloads", "lightwork"})))
"""


def ask(script: str, argument: str, hash_seed: str) -> Any:
    """Run ``script`` in a fresh interpreter; return the JSON that it printed."""
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, argument],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    """Ask two other processes, of other hash seeds, for the items of all workloads."""
    (first, loaded), (second, _) = (
        ask(ASK_IN_ANOTHER_PROCESS, json.dumps(NAMES), hash_seed) for hash_seed in ("1", "2")
    )
    return {"first": first, "second": second, "loaded": loaded}


def test_the_work_is_the_same_in_every_process(asked: dict[str, Any]) -> None:
    """The items depend neither on the hash seed nor on anything that a process draws by lot."""
    assert asked["first"] == asked["second"]


@pytest.mark.parametrize("name", NAMES)
def test_the_work_is_the_same_on_any_number_of_cores(asked: dict[str, Any], name: str) -> None:
    """A machine of 77 cores is given the same items as this one."""
    workload = importlib.import_module(f"workloads.{name}").WORKLOAD
    for size in SIZES:
        here = hashlib.sha256(repr(workload.items(size)).encode()).hexdigest()
        assert asked["first"][f"{name} {size}"] == here


def test_asking_for_work_loads_nothing_heavy(asked: dict[str, Any]) -> None:
    """Importing all workloads, their items and answers, loads the standard library at most."""
    assert asked["loaded"] == ["workloads"]


@pytest.mark.parametrize("name", NAMES)
def test_imports_says_what_a_task_loads(name: str) -> None:
    """What the plan relies on to run these cases last is neither too short nor too long."""
    declared = importlib.import_module(f"workloads.{name}").WORKLOAD.imports
    assert ask(RUN_IN_ANOTHER_PROCESS, name, hash_seed="0") == sorted(declared)
