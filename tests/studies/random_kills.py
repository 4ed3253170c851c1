"""Kill a small run at a random moment, see what is left, and complete it: again and again.

    python -m tests.studies.random_kills --times 200 --signals SIGKILL --seed 1

A line for each kill; its seed repeats it (``--times 1 --seed SEED``). Exit code 1 where a promise
was broken. Linux only: what a run leaves is found by a mark in the environment of its processes.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from reports.problem import Unreadable
from reports.reading import read_run
from tests.checkout import LITTLE, Checkout, copy_to
from tests.studies.what_is_left import SHM, left_by, marked

#: Seconds that a run is given to end after a signal.
END = 30.0
#: How a line of a finished case begins: its number, and how many there are.
CASE_LINE = re.compile(r"^\s*\[\s*(\d+)/(\d+)\]", re.MULTILINE)


class Kill(NamedTuple):
    """What was done to a run."""

    seed: int
    signal: signal.Signals
    after: float  # seconds from its start


class Seen(NamedTuple):
    """What came of it; every text is a broken promise."""

    kill: Kill
    told: int  # cases that the run had shown as finished
    exit_code: int | None  # of the killed run; None: it did not end
    kept: int  # cases in its journal or saved file
    broken: tuple[str, ...]


def kill_once(checkout: Checkout, kill: Kill, planned: int) -> Seen:
    """Run, kill, look, resume, look again."""
    storage = Path(tempfile.mkdtemp(prefix="runs-", dir=checkout.folder.parent))
    mark, segments = f"{storage}", set(SHM.iterdir())
    code, said = _killed(checkout, kill, storage, mark)
    told = len(CASE_LINE.findall(said))
    broken = [] if code is not None else [f"did not end within {END:.0f} s of the signal"]
    broken += [f"left: {one}" for one in left_by(mark, segments)]
    kept = _kept(storage)
    if kept < told:
        broken.append(f"{told} cases were finished, {kept} are kept")
    broken += _resumed(checkout, storage, planned, kept)
    broken += [f"left: {one}" for one in left_by(mark, segments)]
    return Seen(kill, told, code, kept, tuple(broken))


def _killed(checkout: Checkout, kill: Kill, storage: Path, mark: str) -> tuple[int | None, str]:
    """Exit code and output of a run that got the signal, if it was still there."""
    with (storage / "said").open("w+") as said:
        process = subprocess.Popen(
            _command(storage),
            cwd=checkout.folder,
            env=marked(checkout.environment(), mark),
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(kill.after)
        except subprocess.TimeoutExpired:
            # A terminal sends ^C to all processes of a run; others send to the one they know.
            send = os.killpg if kill.signal == signal.SIGINT else os.kill
            send(process.pid, kill.signal)
        try:
            code: int | None = process.wait(END)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = None
        said.seek(0)
        return code, said.read()


def _command(storage: Path, *more: str) -> list[str]:
    words = ["-m", "pytest", "benchmarks/", *LITTLE, "--benchmark-autosave"]
    return [sys.executable, *words, f"--benchmark-storage={storage}", *more]


def _runs(storage: Path, kind: str) -> list[Path]:
    return sorted(storage.rglob(kind), key=lambda path: path.stat().st_mtime)


def _kept(storage: Path) -> int:
    """Cases that the report reads of the journal, or of the saved file where that was written."""
    files = _runs(storage, "*.json") or _runs(storage, "*.jsonl")
    if not files:
        return 0
    try:
        return len(read_run(files[-1]).cases)
    except Unreadable:
        return 0


def _resumed(checkout: Checkout, storage: Path, planned: int, kept: int) -> list[str]:
    """What is wrong with the run after it was completed."""
    if not _runs(storage, "*.jsonl"):  # killed before it began, or saved
        return []
    done = subprocess.run(
        _command(storage, "--resume"),
        cwd=checkout.folder,
        env=marked(checkout.environment(), f"{storage}"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        return [f"--resume ended with {done.returncode}: {done.stdout[-300:]!r}"]
    try:
        run = read_run(_runs(storage, "*.json")[-1])
    except (Unreadable, IndexError) as error:
        return [f"--resume saved nothing that can be read: {error}"]
    whole = run.finished and len(run.cases) == run.planned_cases == planned
    return [] if whole else [f"resumed with {len(run.cases)} of {planned} cases, {kept} kept"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--signals", default="SIGKILL,SIGTERM,SIGINT,SIGHUP")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    signals = [signal.Signals[name] for name in asked.signals.split(",")]
    broken = 0
    with tempfile.TemporaryDirectory(prefix="manyhands-kills-") as folder:
        checkout = copy_to(Path(folder) / "suite")
        seconds, planned = _undisturbed(checkout)
        print(f"a run: {seconds:.1f} s, {planned} cases", flush=True)
        for seed in range(asked.seed, asked.seed + asked.times):
            draw = random.Random(seed)
            kill = Kill(seed, draw.choice(signals), draw.uniform(0.0, seconds))
            seen = kill_once(checkout, kill, planned)
            broken += bool(seen.broken)
            print(
                f"seed {seed}: {kill.signal.name} after {kill.after:.2f} s, exit {seen.exit_code}, "
                f"{seen.told} finished, {seen.kept} kept: {'; '.join(seen.broken) or 'whole'}",
                flush=True,
            )
    print(f"{asked.times} kills, {broken} with a broken promise")
    return 1 if broken else 0


def _undisturbed(checkout: Checkout) -> tuple[float, int]:
    start = time.monotonic()
    done = checkout.pytest(*LITTLE, "--benchmark-autosave")
    seconds = time.monotonic() - start
    if done.returncode:
        raise SystemExit(f"an undisturbed run fails:\n{done.stdout}")
    return seconds, read_run(checkout.saved_files()[-1]).planned_cases


if __name__ == "__main__":
    sys.exit(main())
