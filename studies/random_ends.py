"""Runs ended at random moments: ``python -m studies.random_ends [--ends 30] [--seed 1]``

A small run is started, ended by SIGKILL, SIGTERM, SIGINT or SIGHUP after a random while, continued
by ``--resume``, ended again, until it is whole. Promises: the journal has as many cases as were
said to be done, with the figures that they have in the saved file in the end; no process, shared
memory or semaphore of the run is left after 5 s; the whole file has all cases of the plan, each
once, and passes its checksums, and each run ends. Exit code 1 where something is left. Seeded: the
moments are drawn, what runs in them depends on the host. Beside other work, whose
shared memory would be counted:
``unshare -m sh -c 'mount -t tmpfs none /dev/shm && python -m ...'`` (root on Linux).
"""

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from lightwork.core.journal_lines import whole_lines
from lightwork.reporting.read.run import read_run
from studies.what_is_left import MARK, SHM, left_by
from tests.fixtures.broken_runs import started
from tests.fixtures.checkout import Checkout, copy_to

PLAN = (
    "--workloads=empty,prime_count", "--sizes=small", "--effort=quick", "--workers=2",
    "--strategies=serial,threads,pool,process,manager",
)  # fmt: skip
#: SIGKILL three times as often as each of the others, and with which status each may end a run: 0
#: where all was done, and the signal's own before the run listens.
STATUS = {
    signal.SIGKILL: (-9, 0),
    signal.SIGTERM: (143, 0, -15),
    signal.SIGINT: (2, 0, -2),
    signal.SIGHUP: (129, 0, -1),
}
SIGNALS = (*STATUS, signal.SIGKILL, signal.SIGKILL)
#: The earliest moment, in seconds: most of a run's start is pytest's. The latest is the end of a
#: run that nobody ended.
LEAST_SECONDS = 0.05
#: After a signal a run cleans up and saves; more than this many seconds means that it hangs.
MOST_TO_END = 120.0
#: How many cases are done, of how many, as a workload ends.
SHOWN = re.compile(r"^\[ *(\d+)/\d+\] ", re.MULTILINE)


class End(NamedTuple):
    """How a run ended."""

    how: str
    code: int
    shown: int  # so many cases were said to be done
    left: tuple[str, ...]  # processes, shared memory and semaphores that did not go away
    output: str


def end_at_random(
    checkout: Checkout, options: tuple[str, ...], chance: random.Random, most_seconds: float
) -> End:
    """Start a run and send it a signal after a while that is drawn."""
    how = chance.choice(SIGNALS)
    segments = set(SHM.iterdir())
    mark = os.environ[MARK] = f"{chance.random()}"  # inherited by all that the run starts
    with started(checkout, "--benchmark-autosave", *options) as process:
        try:
            output, _ = process.communicate(timeout=chance.uniform(LEAST_SECONDS, most_seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(how)
            output = _until_its_end(process)
    if process.returncode not in STATUS[how] or "failed: " in output:
        print(f"{how.name}, exit {process.returncode}, printed:\n{output[-4000:]}", flush=True)
    left = tuple(left_by(mark, segments))
    shown = max(map(int, SHOWN.findall(output)), default=0)
    return End(how.name, process.returncode, shown, left, output)


def _until_its_end(process: subprocess.Popen[str]) -> str:
    try:
        return process.communicate(timeout=MOST_TO_END)[0]
    except subprocess.TimeoutExpired:
        process.kill()  # else nobody ends it
        raise


def until_whole(
    checkout: Checkout, chance: random.Random, most: int, most_seconds: float
) -> list[End]:
    """Start, end and continue a run until it is whole, or was ended ``most`` times."""
    ends: list[End] = []
    seen: dict[str, Any] = {}
    while not is_whole(checkout) and len(ends) < most:
        options = ("--resume",) if checkout.journals() else PLAN
        ends.append(end_at_random(checkout, options, chance, most_seconds))
        left = "; ".join(ends[-1].left) or "nothing left"
        print(f"{ends[-1].how}, exit {ends[-1].code}: {left}", flush=True)
        cases = journalled(checkout) if checkout.journals() else in_file(checkout)
        assert set(seen) <= set(cases), f"lost: {set(seen) - set(cases)}, {ends[-1].output}"
        assert ends[-1].shown <= len(cases), f"shown, but not kept: {ends[-1].output}"
        changed = [name for name in seen if cases[name] != seen[name]]
        assert not changed, f"kept figures have changed: {changed}, after {ends[-2:]}"
        seen = cases
    if is_whole(checkout):  # even if a signal came when all was done
        run = checkout.saved()
        assert run["lightwork"]["finished"]
        assert len(seen) == len(run["benchmarks"]) == run["lightwork"]["planned_cases"]
        assert read_run(checkout.saved_files()[-1]).has_sum
    return ends


def is_whole(checkout: Checkout) -> bool:
    """Whether the run is saved to its end."""
    return bool(checkout.saved_files()) and checkout.saved()["lightwork"]["finished"]


def journalled(checkout: Checkout) -> dict[str, Any]:
    """The finished cases of the journal, by what is shown of them."""
    (journal,) = checkout.journals()
    records = map(json.loads, whole_lines(journal.read_bytes()).records)
    return _by_id([one["benchmark"] for one in records if "benchmark" in one])


def in_file(checkout: Checkout) -> dict[str, Any]:
    """The cases of the newest saved file; none where nothing is saved yet."""
    return _by_id(checkout.saved()["benchmarks"]) if checkout.saved_files() else {}


def _by_id(benchmarks: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["param"]: one for one in benchmarks}


def whole_seconds() -> float:
    """How long a run of the plan takes on this host, from its start to its end."""
    with tempfile.TemporaryDirectory() as place:
        checkout = copy_to(Path(place))
        start = time.monotonic()
        with started(checkout, "--benchmark-autosave", *PLAN) as process:
            process.communicate(timeout=MOST_TO_END)
        assert is_whole(checkout)
        return time.monotonic() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ends", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, ends, whole = random.Random(options.seed), [], 0
    most_seconds = whole_seconds()
    while len(ends) < options.ends:
        with tempfile.TemporaryDirectory() as place:
            checkout = copy_to(Path(place))
            ends += until_whole(checkout, chance, options.ends - len(ends), most_seconds)
            whole += is_whole(checkout)
    print("| ended by | runs | exit status | left |\n| --- | --- | --- | --- |")
    for how in sorted({one.how for one in ends}):
        own = [one for one in ends if one.how == how]
        codes = ", ".join(f"{code}: {n}" for code, n in Counter(one.code for one in own).items())
        print(f"| {how} | {len(own)} | {codes} | {sum(len(one.left) for one in own)} |")
    print(f"left: {[one for end in ends for one in end.left] or 'nothing'}")
    print(f"{whole} runs were continued until they were whole; seed {options.seed}")
    return 1 if any(end.left for end in ends) else 0


if __name__ == "__main__":
    sys.exit(main())
