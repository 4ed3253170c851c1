"""Thorough runs one after the other while their workers are killed: does anything grow?

    python -m studies.long_under_faults --minutes 60 --seed 1

Every few seconds a descendant of the run, drawn at random, gets SIGKILL. Meanwhile the memory,
descriptors and threads of the measuring process, its tree, shared memory and temporary files are
counted. A table at the end: the median of each in the four quarters of every run. Beside other work
on the host: ``unshare -m sh -c 'mount -t tmpfs none /dev/shm && python -m ...'`` (root on Linux).
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

from lightwork.core.journal_lines import JOURNAL_SUFFIX
from studies.what_is_left import SHM
from tests.fixtures.checkout import Checkout, copy_to

#: Seconds between two faults, at least and at most; between two snapshots.
PAUSES, LOOKS = (5.0, 20.0), 2.0


class Snapshot(NamedTuple):
    """What there is at one moment."""

    mebibytes: float  # private memory of the measuring process
    descriptors: int
    threads: int
    processes: int  # descendants
    segments: int
    temporary: int  # files and folders in the run's temporary folder
    storage: float  # MiB of saved runs and journals
    cases: int  # whose end is in the journals: what the records in memory grow with


class Run(NamedTuple):
    """One run of the loop."""

    exit_code: int
    kills: int
    closing: str
    snapshots: list[Snapshot]


def one_run(checkout: Checkout, folder: Path, draw: random.Random, end: float) -> Run:
    """A run whose workers are killed; it is told to end at ``end``, as ^C tells it."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    with (folder / "output.txt").open("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "benchmarks/", "--effort", "thorough",
             "--benchmark-autosave", f"--benchmark-storage={folder / 'runs'}"],
            cwd=checkout.folder,
            env={**checkout.environment(), "TMPDIR": f"{temporary}"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        snapshots, kills = _watch(process, folder, draw, end)
        if process.poll() is None:
            process.terminate()
        code = process.wait(60)
        output.seek(0)
        closing = (output.read().strip().splitlines() or [""])[-1].strip("= ")
    return Run(code, kills, closing, snapshots)


def _watch(
    process: "subprocess.Popen[bytes]", folder: Path, draw: random.Random, end: float
) -> tuple[list[Snapshot], int]:
    snapshots: list[Snapshot] = []
    kills, next_kill = 0, time.monotonic() + draw.uniform(*PAUSES)
    while process.poll() is None and time.monotonic() < end:
        time.sleep(LOOKS)
        with suppress(psutil.NoSuchProcess):
            measuring = psutil.Process(process.pid)
            snapshots.append(_snapshot(measuring, folder))
            if time.monotonic() >= next_kill and (tree := measuring.children(recursive=True)):
                draw.choice(tree).kill()
                kills += 1
                next_kill = time.monotonic() + draw.uniform(*PAUSES)
    return snapshots, kills


def _snapshot(measuring: psutil.Process, folder: Path) -> Snapshot:
    files = [path for path in (folder / "runs").rglob("*") if path.is_file()]
    journals = [path for path in files if path.suffix == JOURNAL_SUFFIX]
    return Snapshot(
        measuring.memory_full_info().uss / 2**20,
        measuring.num_fds(),
        measuring.num_threads(),
        len(measuring.children(recursive=True)),
        len(list(SHM.iterdir())),
        len(list((folder / "temporary").rglob("*"))),
        sum(path.stat().st_size for path in files) / 2**20,
        sum(path.read_bytes().count(b"\n") for path in journals),
    )


def quarters(snapshots: list[Snapshot]) -> list[str]:
    """Of each figure its median in each quarter of the run."""
    edges = [len(snapshots) * i // 4 for i in range(5)]
    parts = [part for first, last in pairwise(edges) if (part := snapshots[first:last])]
    return [
        ", ".join(f"{median(getattr(one, name) for one in part):.4g}" for part in parts)
        for name in Snapshot._fields
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    end = time.monotonic() + 60 * arguments.minutes
    print("| run | exit | kills | pytest's closing line |", " | ".join(Snapshot._fields), "|")
    print("| --- " * (4 + len(Snapshot._fields)) + "|", flush=True)
    with tempfile.TemporaryDirectory(prefix="lightwork-long-") as name:
        folder = Path(name)
        checkout = copy_to(folder / "suite")
        number = 0
        while time.monotonic() < end:
            number += 1
            run = one_run(checkout, folder, draw, end)
            shown = " | ".join(quarters(run.snapshots)) if run.snapshots else "it was over at once"
            print(
                f"| {number} | {run.exit_code} | {run.kills} | {run.closing} | {shown} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
