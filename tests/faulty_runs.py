"""Runs the suite on workloads that go wrong, and tells what became of each case."""

import json
import re
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from tests import faulty_workload
from tests.checkout import Checkout
from tests.studies.what_is_left import GONE, MARK, marked_processes

#: Where names of the suite may be left.
PLACES = (Path("/dev/shm"), Path(tempfile.gettempdir()))  # noqa: S108 - the places themselves
#: The line of a case that failed: its id and the cause.
_TOLD = re.compile(r"^.*\] (faulty_\S+) +failed: (.*)$", re.MULTILINE)
#: Comes after the faulty ones: whether the run goes on.
HEALTHY = "healthy"


class FaultyRun(NamedTuple):
    """What became of a run. Seconds are wall seconds."""

    exit_code: int
    seconds: float
    failed: dict[str, dict[str, Any]]  # by fault: cause, seconds
    measured: set[str]  # faults whose case of the strategy gave a number
    left: list[str]
    output: str


def run_faulty(
    checkout: Checkout,
    faults: list[str],
    strategy: str,
    start_method: str,
    *arguments: str,
    everywhere: bool = False,
    healthy_state: str = "cold",
) -> FaultyRun:
    """Run the cold case with two workers of one strategy for each fault, and a healthy one.

    ``healthy_state``: warm where starting the workers in each round takes longer than the limit.
    """
    chosen = f"({HEALTHY} and {healthy_state} or not {HEALTHY} and cold) and {strategy}-"
    names = faulty_workload.write(checkout.folder, [*faults, HEALTHY])
    saved = checkout.folder / f"{uuid.uuid4().hex}.json"
    mark, began = uuid.uuid4().hex, time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "benchmarks/", "-q", "-k", chosen),
            *("--effort=quick", "--sizes=small", "--workers=2", f"--workloads={','.join(names)}"),
            *(f"--strategies={strategy}", f"--benchmark-json={saved}", *arguments),
            *([f"--start-methods={start_method}"] if start_method != "none" else []),
        ],
        cwd=checkout.folder,
        env={
            **checkout.environment(),
            MARK: mark,
            **({"FAULTY_EVERYWHERE": "1"} if everywhere else {}),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    seconds = time.monotonic() - began
    words = done.stdout + done.stderr
    # Of a run without any number nothing is saved: what it said is all that there is.
    failed = {
        _fault(name): {"cause": cause, "seconds": seconds} for name, cause in _TOLD.findall(words)
    }
    measured = set()
    if saved.exists() and saved.stat().st_size:
        run = json.loads(saved.read_text())
        failed |= {_fault(one["case"]): one for one in run["manyhands"].get("failed", [])}
        measured = {_fault(one["params"]["workload"]) for one in run["benchmarks"]}
    left = left_of(mark, _run_id(checkout, saved))
    return FaultyRun(done.returncode, seconds, failed, measured, left, words)


def _fault(name: str) -> str:
    return name.partition("-")[0].removeprefix("faulty_")


def _run_id(checkout: Checkout, saved: Path) -> str:
    """The run's id: from the saved file, or from the journal that stays where none was saved."""
    if saved.exists() and saved.stat().st_size:
        return str(json.loads(saved.read_text())["manyhands"]["run_id"])
    newest = max(checkout.journals(), key=lambda path: path.stat().st_mtime)
    return re.findall(r"\"run_id\": ?\"(\w+)\"", newest.read_text())[0]


def left_of(mark: str, run_id: str) -> list[str]:
    """Processes and names that a run has left, once it had time to be gone."""
    deadline = time.monotonic() + GONE
    while True:
        names = [str(path) for place in PLACES for path in place.glob(f"*mh-{run_id[:8]}*")]
        left = marked_processes(mark) + names
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)
