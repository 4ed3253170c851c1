"""What goes wrong in a worker, times every strategy and start method: what becomes of the run.

Real runs of the suite, one for each row, on workloads whose third item goes wrong. The table in
docs/faults.md is what this prints: ``python -m studies.fault_matrix``. About 10 minutes.
With ``--engines`` the rows are those of the engines that are installed for this Python.
"""

import argparse
import importlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lightwork import strategies
from lightwork.measuring.session.catalog import module_names
from lightwork.strategies import COROUTINE, HOW_IT_ENDED
from lightwork.strategy import Strategy
from tests.fixtures.checkout import Checkout, copy_to
from tests.fixtures.faulty_runs import HEALTHY, FaultyRun, run_faulty

#: End the process in which they happen.
DEADLY = ("killed", "exit", "segfault")
FAULTS = (*DEADLY, "raises", "unpicklable", "memory", "endless", "deadlock", "manager")
#: What a cause must say, and how it stands in the table.
TOLD = {
    "killed": ("SIGKILL", "SIGKILL"),
    "exit": ("exit code 3", "exit code 3"),
    "segfault": ("SIGSEGV", "SIGSEGV"),
    "raises": ("ValueError: three is not welcome", "the error"),
    "unpicklable": ("Unpicklable: no way home", "the error"),
    "memory": ("MemoryError: out of memory", "out of memory"),
    "endless": ("within its limit", "limit"),
    "deadlock": ("within its limit", "limit"),
    "manager": ("server", "dead server"),
}
#: What is told at least of a worker that died.
LOST = "worker ended before its work was done"

MODULES = module_names(strategies, strategies.engines)


class Row(NamedTuple):
    """One strategy with one start method."""

    cells: dict[str, str]
    healthy: str  # what became of the healthy case after the faulty ones
    left: list[str]


def main() -> None:
    """Run row after row and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strategies", default="")
    parser.add_argument("--limit", type=float, default=5.0, help="seconds for each case")
    parser.add_argument("--engines", action="store_true", help="rows of the engines instead")
    arguments = parser.parse_args()
    ways = list(_ways(arguments.strategies, arguments.engines))
    print(f"| strategy | {' | '.join(FAULTS)} | next case | left behind |")
    print("| --- " * (len(FAULTS) + 3) + "|")
    for name, method in ways:
        row = try_row(name, method, arguments.limit)
        cells = " | ".join(row.cells[fault] for fault in FAULTS)
        shown = name if method == "none" else f"{name} {method}"
        print(
            f"| {shown} | {cells} | {row.healthy} | {', '.join(row.left) or 'nothing'} |",
            flush=True,
        )


def _ways(only: str, engines: bool) -> Iterator[tuple[str, str]]:
    """Strategies with their start methods; says which can't be tried here."""
    for name in MODULES:
        if name == "ceiling":
            continue
        one = _strategy(name)
        if bool(one.loads) != engines or (only and name not in only.split(",")):
            continue
        if one.requires:
            print(f"Left out: {name} {one.requires}.\n")
            continue
        yield from ((name, method) for method in one.start_methods)


def _strategy(name: str) -> Strategy:
    found: Strategy = importlib.import_module(MODULES[name]).STRATEGY
    return found


def try_row(name: str, method: str, limit: float) -> Row:
    """Run the faulty cases of one strategy, then a healthy one."""
    faults = [fault for fault in FAULTS if fault != "manager" or name == "manager"]
    everywhere = _strategy(name).worker in ("none", COROUTINE)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "suite").mkdir()
        checkout = copy_to(Path(folder) / "suite")
        run = _run(checkout, faults, name, method, limit, everywhere)
    cells = {fault: _cell(name, fault, run) for fault in faults}
    healthy = "ran" if HEALTHY in run.measured else "DID NOT RUN"
    if HEALTHY in run.failed:  # a slow host
        healthy = "over the limit"
    return Row({**dict.fromkeys(FAULTS, "–"), **cells}, healthy, run.left)


def _run(
    checkout: Checkout, faults: list[str], name: str, method: str, limit: float, everywhere: bool
) -> FaultyRun:
    return run_faulty(
        checkout,
        faults,
        name,
        method,
        f"--case-limit={limit:g}",
        everywhere=everywhere,
        healthy_state="warm" if _strategy(name).loads else "cold",
    )


def _cell(name: str, fault: str, run: FaultyRun) -> str:
    """What the run says of a fault, in a few words, and after how many seconds."""
    if fault not in run.failed:
        return "NOT TOLD"
    unkept = HOW_IT_ENDED in _strategy(name).unkept
    cause, seconds = run.failed[fault]["cause"], run.failed[fault]["seconds"]
    wanted, shown = TOLD[fault]
    if fault in DEADLY and unkept and wanted not in cause and LOST in cause:
        return f"a worker died, {seconds:.1f} s"
    if wanted not in cause:
        return f"OTHER WORDS: {re.sub(r'[^ -{}~]', ' ', cause)[:60]}"
    return f"{shown}, {seconds:.1f} s"


if __name__ == "__main__":
    main()
