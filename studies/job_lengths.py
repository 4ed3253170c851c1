"""Does a job of any length gain what is computed from the start of the workers and their speedup?

    python -m studies.job_lengths [--blocks 7]

In each block, in an order that is drawn: the suite's medium size, cold and warm in one opening of
the workers, from which start and speedup are computed as in a report; and jobs of about 5 ms to 5 s
of the same work, each beside a serial loop of the same items. Printed is what each length gained,
beside the band that is computed for it from the medium size alone; and how many of the measured
medians lie in their band, and how many of the intervals share a value with it.
"""

import argparse
import random
import time
from collections.abc import Sequence
from importlib import import_module
from statistics import median
from typing import Any, NamedTuple

from lightwork.core.intervals import median_interval, overlap
from lightwork.core.places import SUITE
from lightwork.measuring.launcher.requests import ApartRequest
from lightwork.measuring.launcher.targets import ItemSource, Target
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.measuring.race.apart import ask_apart, launchers_of
from lightwork.measuring.race.course import Launchers
from lightwork.measuring.session.catalog import load_workloads, strategy_modules
from lightwork.reporting.estimates.job_length import JobLength
from lightwork.reporting.text.figures import seconds_text, times_between

#: Seconds of a job, about.
LENGTHS = (0.005, 0.02, 0.1, 0.5, 1.5, 5.0)
MOST_SECONDS = 60.0  # of one call
LOOP = "serial"


class Job(NamedTuple):
    """What one process runs: so many of the items, which are run over and over."""

    strategy: str
    start_method: str
    workers: int
    items: int = 0


CASES = (
    ("prime_count", Job("pool", "fork", 2)),
    ("prime_count", Job("process_pool", "fork", 2)),
    ("hash_chain", Job("thread_pool", "none", 2)),
    ("sleep", Job("thread_pool", "none", 4)),
)


def time_job(task: Any, items: Sequence[Any], _folder: str, *how: Any) -> tuple[float, float]:
    """Seconds of ``Job(*how)``, cold and warm. Raises RuntimeError where the answers differ.

    A `Job` itself is one of the main module, which the other process does not have.
    """
    job = Job(*how)
    given = [items[place % len(items)] for place in range(job.items)]
    strategy = import_module(strategy_modules()[job.strategy]).STRATEGY
    chunksize = default_chunksize(job.items, job.workers) if strategy.chunks else 1
    start = time.perf_counter()
    with strategy.open(job.workers, job.start_method) as run:
        first = run(task, given, chunksize)
        between = time.perf_counter()
        again = run(task, given, chunksize) if job.strategy != LOOP else first
        warm = time.perf_counter() - between
    whole = time.perf_counter() - start
    if first != again or len(first) != job.items:
        raise RuntimeError(f"{job}: two runs gave different answers")
    return whole - warm, warm


def seconds_of(launchers: Launchers, job: Job) -> tuple[float, float]:
    """The same in a process of its own."""
    request = ApartRequest(__spec__.name, "time_job", tuple(job), MOST_SECONDS)
    found: tuple[float, float] = ask_apart(launchers, request)
    return found


class Measured(NamedTuple):
    """Of one length, block by block."""

    loops: list[float]  # seconds of the serial loop
    speedups: list[float]
    starts: list[float]
    warm_speedups: list[float]


def measured(workload: str, how: Job, lengths: Sequence[float], blocks: int) -> list[Measured]:
    """Run jobs of all ``lengths``, seconds, in each block."""
    medium = load_workloads()[workload].sizes["medium"]
    # As many items for each worker: a remainder would be one more wave, whatever starting takes.
    shares = (one * medium.items / medium.seconds / how.workers for one in lengths)
    counts = [how.workers * max(1, round(share)) for share in shares]
    module, root = f"workloads.{workload}", str(SUITE)
    target = Target("items", module, "items", root)
    source = ItemSource("medium", target=target, arguments=("medium",))
    modules = (__spec__.name, *(strategy_modules()[name] for name in (how.strategy, LOOP)))
    found = [Measured([], [], [], []) for _ in lengths]
    with launchers_of(Target("task", module, "task", root), source, [], modules) as launchers:
        for _ in range(blocks):
            for one, count in random.sample(list(zip(found, counts, strict=True)), len(counts)):
                jobs = [Job(LOOP, "none", 1, count), how._replace(items=count)]
                took = {job: seconds_of(launchers, job) for job in random.sample(jobs, 2)}
                loop, (cold, warm) = took[jobs[0]][0], took[jobs[1]]
                one.loops.append(loop)
                one.speedups.append(loop / cold)
                one.starts.append(max(0.0, cold - warm))
                one.warm_speedups.append(loop / warm)
            launchers.end()
    return found


def compare(workload: str, how: Job, blocks: int) -> list[tuple[bool, bool]]:
    """Print a line for each length; whether each median lies in its band, and intervals meet."""
    medium = load_workloads()[workload].sizes["medium"].seconds
    known, *others = measured(workload, how, (medium, *LENGTHS), blocks)
    computed = JobLength(known.starts, known.warm_speedups)
    start, best = seconds_text(computed.start.value), times_between(computed.best)
    print(f"{workload}, {how.strategy}, {how.workers} workers: start {start}, at most {best}")
    held = []
    for one in others:
        band, seen = computed.speedup(median(one.loops)), median_interval(one.speedups)
        held.append((band.low <= seen.value <= band.high, overlap(band, seen)))
        text = "" if held[-1][0] else "  beside the band" if held[-1][1] else "  APART"
        print(f"  {seconds_text(median(one.loops), 2):>7} {times_between(seen)}, computed "
              f"{times_between(band)}{text}", flush=True)  # fmt: skip
    return held


def main() -> None:
    """Print all cases and the two shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=7)
    blocks = parser.parse_args().blocks
    held = [one for workload, how in CASES for one in compare(workload, how, blocks)]
    print(f"median in the band: {sum(inside for inside, _ in held)} of {len(held)}; intervals that "
          f"share a value: {sum(shared for _, shared in held)}")  # fmt: skip


if __name__ == "__main__":
    main()
