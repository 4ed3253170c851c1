"""``lightwork FILE.py:FUNCTION`` ended at random moments, its first calls included.

    python -m studies.random_ends_of_function [--ends 100] [--seed 1]

SIGKILL, SIGTERM or SIGINT comes after a while that is drawn from the length of a whole measurement.
Promise: five seconds later no process of it is left, no shared memory, no file in the folder for
temporary files. Exit code 1 where something is. The function sleeps and computes, and each of its
items makes a temporary file, so that there is something to be left.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from studies.what_is_left import SHM, left_by, marked

JOB = """
import tempfile
import time

ITEMS = list(range(60))


def work(item):
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x" * 1000)
        time.sleep(0.001)
    return sum(range(20_000))
"""
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: Seconds after which a measurement that was not ended has hung.
MOST_SECONDS = 120.0


class End(NamedTuple):
    """How a measurement ended."""

    how: str
    code: int
    left: tuple[str, ...]


def measured(folder: Path, mark: str) -> "subprocess.Popen[bytes]":
    """A measurement that has begun."""
    root = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": root, "TMPDIR": str(folder / "tmp")}
    command = [sys.executable, "-m", "lightwork", "job.py:work", "--items", "job.py:ITEMS"]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=marked(environment, mark),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end_at_random(folder: Path, chance: random.Random, most_seconds: float) -> End:
    """Start a measurement and send it a signal after a while that is drawn."""
    how, mark = chance.choice(SIGNALS), f"{chance.random()}"
    segments = set(SHM.iterdir())
    process = measured(folder, mark)
    try:
        process.wait(chance.uniform(0.02, most_seconds))
    except subprocess.TimeoutExpired:
        process.send_signal(how)
        process.wait(MOST_SECONDS)
    left = left_by(mark, segments)
    left += [f"file {path.name}" for path in (folder / "tmp").iterdir()]
    for path in (folder / "tmp").iterdir():
        subprocess.run(["rm", "-rf", str(path)], check=True)
    return End(how.name, process.returncode, tuple(left))


def main() -> int:
    """Print what was left, by signal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--ends", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tmp").mkdir()
        (folder / "job.py").write_text(JOB, encoding="utf-8")
        begin = time.monotonic()
        measured(folder, "whole").wait(MOST_SECONDS)
        whole = time.monotonic() - begin
        ends = []
        for number in range(options.ends):
            ends.append(end_at_random(folder, chance, whole))
            if ends[-1].left:
                print(f"end {number}: {ends[-1]}", flush=True)
    print(f"a whole measurement takes {whole:.1f} s\n| ended by | times | exit | left |")
    for how in sorted({one.how for one in ends}):
        own = [one for one in ends if one.how == how]
        codes = ", ".join(f"{code}: {n}" for code, n in Counter(one.code for one in own).items())
        print(f"| {how} | {len(own)} | {codes} | {sum(bool(one.left) for one in own)} |")
    return 1 if any(one.left for one in ends) else 0


if __name__ == "__main__":
    sys.exit(main())
