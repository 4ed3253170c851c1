"""``lightwork FILE.py:FUNCTION`` ended at random moments, its first calls included.

    python -m studies.random_ends_of_function [--ends 100] [--seed 1] [--duet]

With ``--duet`` it is ``lightwork duet`` of two revisions, which it checks out and sets up.

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
from collections.abc import Sequence
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
TRY = ("job.py:work", "--items", "job.py:ITEMS")
DUET = (
    *("duet", "HEAD~1", "HEAD", "--workload", "job.py:work", "--items", "job.py:ITEMS"),
    *("--setup", "sleep 0.5 & sleep 0.2", "--time-budget", "5"),
)
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: Seconds after which a measurement that was not ended has hung.
MOST_SECONDS = 120.0


class End(NamedTuple):
    """How a measurement ended."""

    how: str
    code: int
    left: tuple[str, ...]


def measured(folder: Path, mark: str, words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """A measurement that has begun."""
    root = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": root, "TMPDIR": str(folder / "tmp")}
    return subprocess.Popen(
        [sys.executable, "-m", "lightwork", *words],
        cwd=folder,
        env=marked(environment, mark),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end_at_random(
    folder: Path, chance: random.Random, most_seconds: float, words: Sequence[str]
) -> End:
    """Start a measurement and send it a signal after a while that is drawn."""
    how, mark = chance.choice(SIGNALS), f"{chance.random()}"
    segments = set(SHM.iterdir())
    process = measured(folder, mark, words)
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


def commit(folder: Path, text: str) -> None:
    """The job as this ``text``, in a repository that is made for it."""
    (folder / "job.py").write_text(text, encoding="utf-8")
    for words in (["init", "-q"], ["add", "job.py"], ["commit", "-qm", "job"]):
        author = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *author, *words], cwd=folder, check=True)


def main() -> int:
    """Print what was left, by signal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--ends", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--duet", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tmp").mkdir()
        (folder / "job.py").write_text(JOB, encoding="utf-8")
        words = DUET if options.duet else TRY
        for text in (JOB, JOB + "# changed\n") if options.duet else ():
            commit(folder, text)
        begin = time.monotonic()
        measured(folder, "whole", words).wait(MOST_SECONDS)
        whole = time.monotonic() - begin
        ends = []
        for number in range(options.ends):
            ends.append(end_at_random(folder, chance, whole, words))
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
