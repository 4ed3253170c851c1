"""Runs a case of a cost family of which one process is struck by a signal, and the next case."""

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from benchmarks.endings.run_processes import command_of, is_service
from tests.checkout import Checkout, copy_to
from tests.faulty_runs import left_of
from tests.studies.what_is_left import MARK

#: So long somebody to strike is looked for, once the round has begun; and a whole run may take.
FIND_SECONDS, RUN_SECONDS = 10.0, 180.0
#: Which process is struck: the newest that works for the case, a stand-in parent, or a server.
WORKER, STAND_IN, SERVER = "worker", "stand-in", "server"
#: Families whose workers are children of a stand-in parent.
WITH_STAND_IN = ("startup", "memory")
#: What a cause must say, and how it stands in the table.
_TOLD = {
    r"(worker|partner|server) \S+ \(pid \d+\) was killed by SIGKILL": "SIGKILL",
    r"within its limit .* stuck: .* stopped \(": "limit, who is stopped",
}
#: Put into the copy of the suite: tells when a round of the case is about to begin, and who
#: measures; holds still, outside of the clock, until the file is gone.
PLUG_IN = """
import os, time
from pathlib import Path
from benchmarks.renewal import RenewedProbe

_begin = RenewedProbe.begin_round

def begin_round(self):
    _begin(self)
    if os.environ["FAULTY_CASE"] in os.environ["PYTEST_CURRENT_TEST"] and self._rounds == 3:
        told = Path(os.environ["FAULTY_MOMENT"])
        told.write_text("now")
        while told.exists():
            time.sleep(0.001)

RenewedProbe.begin_round = begin_round
"""


class Outcome(NamedTuple):
    """What became of a run whose case was disturbed."""

    words: str  # of the case
    next_ran: bool
    left: list[str]
    exit_code: int


def disturb(
    family: str, case: str, following: str, who: str, fault: signal.Signals, limit: float
) -> Outcome:
    """Run a case of which one process is struck in its third round, and the ``following`` one.

    ``limit`` is that of a case, in seconds.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkout = copy_to(folder / "suite")
        (checkout.folder / "fault_moment.py").write_text(PLUG_IN)
        mark, moment = uuid.uuid4().hex, folder / "moment"
        with (folder / "said").open("w+") as said:
            run = subprocess.Popen(
                [sys.executable, "-m", "pytest", "benchmarks/", "-q", "-p", "fault_moment",
                 "--effort=quick", f"--families={family}", f"--case-limit={limit:g}",
                 "-k", f"{case}- or {following}-", "--benchmark-json=saved.json"],
                cwd=checkout.folder,
                env={**checkout.environment(), MARK: mark,
                     "FAULTY_MOMENT": str(moment), "FAULTY_CASE": case},
                stdout=said,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
            struck = _strike(run, moment, who, fault, family in WITH_STAND_IN)
            with suppress(subprocess.TimeoutExpired):
                run.wait(RUN_SECONDS)
            if hangs := run.poll() is None:
                run.kill()
            said.seek(0)
            words = said.read()
        told = "HANGS" if hangs else _told(checkout, case, words)
        left = left_of(mark, _run_id(checkout))
        next_ran = any(following in one for one in _measured(checkout))
        return Outcome(told if struck else "NOBODY STRUCK", next_ran, left, run.wait())


def _strike(
    run: "subprocess.Popen[bytes]",
    moment: Path,
    who: str,
    fault: signal.Signals,
    has_stand_in: bool,
) -> bool:
    """Send the signal once the round has begun; whether there was somebody to send it to."""
    while not moment.exists():
        if run.poll() is not None:
            return False
        time.sleep(0.001)
    later = who == WORKER and has_stand_in  # its children, who come in the round
    victims = [] if later else _family(psutil.Process(run.pid))
    moment.unlink()
    time.sleep(0.003)  # into the round
    end = time.monotonic() + FIND_SECONDS
    while not victims and time.monotonic() < end and run.poll() is None:
        with suppress(psutil.Error):
            found = _family(psutil.Process(run.pid))
            victims = [one for one in found if one.ppid() != run.pid]
    with suppress(psutil.Error, IndexError):
        victims[-1 if who == WORKER else 0].send_signal(fault)
        return True
    return False


def _family(run: psutil.Process) -> list[psutil.Process]:
    """Its descendants without the guard and the interpreter's own servants, oldest first."""
    found = [
        one
        for one in run.children(recursive=True)
        if not is_service(one.pid) and "guard_process" not in command_of(one.pid)
    ]
    return sorted(found, key=lambda one: (one.create_time(), one.pid))


def _saved(checkout: Checkout) -> dict[str, Any]:
    file = checkout.folder / "saved.json"
    found: dict[str, Any] = {}
    if file.exists() and file.stat().st_size:
        found = json.loads(file.read_text())
    return found


def _measured(checkout: Checkout) -> dict[str, Any]:
    """What is saved beside the numbers of each case, by its test's name."""
    return {one["name"]: one["extra_info"] for one in _saved(checkout).get("benchmarks", [])}


def _told(checkout: Checkout, case: str, words: str) -> str:
    for one in _saved(checkout).get("manyhands", {}).get("failed", []):
        if case in one["case"]:
            return f"{_short(one['cause'])}, {one['seconds']:.1f} s"
    for name, extra in _measured(checkout).items():
        if case in name:
            return f"void: {_short(extra['void'])}" if extra["void"] else "measured"
    said = re.search(rf"\] \S*{case}\S* +failed: (.*)$", words, re.MULTILINE)
    return _short(said[1]) if said else "NOT TOLD"


def _short(cause: str) -> str:
    """What it says that it should say, or else its first words."""
    for wanted, told in _TOLD.items():
        if re.search(wanted, cause):
            return told
    return f"OTHER WORDS: {re.sub(r'[^ -{}~]', ' ', cause)[:80]}"


def _run_id(checkout: Checkout) -> str:
    if run := _saved(checkout).get("manyhands"):
        return str(run["run_id"])
    journals = checkout.journals()
    return re.findall(r"\"run_id\": ?\"(\w+)\"", journals[-1].read_text())[0] if journals else "?"
