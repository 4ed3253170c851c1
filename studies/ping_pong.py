"""Is a pipe's latency in the family transfer what an independent ping-pong measures?

The other side is written as one would type it, in the form of ``osu_latency`` and of the ring test
of ``mpi4py.bench``: a loop over warm-up and measured round trips, the clock read when the warm-up
is over. Both start a partner of their own for each pair, make as many round trips, and follow each
other at once in alternating order; the ratio is ours / theirs.

Short messages are two to four times as quick while the scheduler keeps both processes on one core,
and it changes its mind within a second or so. ``--cores one`` takes its choice out of the
comparison: what is left is the code.
"""

import argparse
import multiprocessing
import os
import time
from functools import partial
from multiprocessing.connection import Connection
from statistics import median

from lightwork.core.intervals import Estimate, median_interval
from lightwork.core.record import CASE, Case
from lightwork.measuring.cases.round_parts import verify
from lightwork.measuring.costs._transfer.plan import make_payload
from lightwork.measuring.costs.transfer import FAMILY
from studies.stack_alignment import with_stack_room

LIMIT = 0.20


def echo(connection: Connection) -> None:
    """Send back what comes, until terminated."""
    while True:
        connection.send(connection.recv())


def ping_pong(payload: bytes, start_method: str, loop: int) -> float:
    """Seconds of half a round trip, by the shortest script."""
    context = multiprocessing.get_context(start_method)
    ours, theirs = context.Pipe()
    process = context.Process(target=echo, args=(theirs,), daemon=True)
    process.start()
    skip = loop  # as long as the family takes to find its own, or the scheduler favours one side
    for iteration in range(skip + loop):
        if iteration == skip:
            tic = time.perf_counter()
        ours.send(payload)
        reply = ours.recv()
    toc = time.perf_counter()
    process.terminate()
    process.join()
    assert reply == payload
    return (toc - tic) / loop / 2


def by_the_family(size: str, start_method: str, loop: int | None = None) -> tuple[float, int]:
    """Seconds of half a round trip, and how many round trips a round had.

    With ``loop``, rounds until there are as many round trips at least.
    """
    case = Case("bytes", size, "pipe", start_method, 1, 1, "warm")
    seconds, trips = 0.0, 0
    with FAMILY.open(case, {}) as probe:
        part = probe.parts[CASE]
        while trips == 0 or (loop and trips < loop):
            part.load()
            start = time.perf_counter()
            part.go()
            seconds += time.perf_counter() - start
            trips += probe.operations // 2
            verify(part.collect(), probe.expected)
    return seconds / trips / 2, trips


def compare(size: str, start_method: str, pairs: int) -> tuple[float, float, Estimate]:
    """Median seconds of both, and the ratio ours / theirs over ``pairs`` pairs."""
    payload = make_payload("bytes", size).value
    _, loop = by_the_family(size, start_method)  # also warms up
    ours, theirs = [], []
    for number in range(pairs):
        sides = [
            lambda: ours.append(by_the_family(size, start_method, loop)[0]),
            lambda: theirs.append(ping_pong(payload, start_method, loop)),
        ]
        for side in sides if number % 2 else sides[::-1]:
            side()
    ratios = [one / two for one, two in zip(ours, theirs, strict=True)]
    return median(ours), median(theirs), median_interval(ratios)


def main() -> None:
    """Print a line per size: both latencies, ratio, interval, and whether it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--sizes", default="1B,1KiB,64KiB,1MiB")
    parser.add_argument("--start-method", default=multiprocessing.get_all_start_methods()[0])
    parser.add_argument("--cores", choices=("any", "one"), default="any")
    arguments = parser.parse_args()
    if arguments.cores == "one":  # Linux; partners inherit it
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for size in arguments.sizes.split(","):
        ours, theirs, ratio = with_stack_room(
            partial(compare, size, arguments.start_method, arguments.pairs)
        )
        over = "" if abs(ratio.value - 1) <= LIMIT else f"  more than {LIMIT:.0%} apart"
        print(
            f"{size:6} family {1e6 * ours:8.1f} µs, ping-pong {1e6 * theirs:8.1f} µs, "
            f"ratio {ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]{over}",
            flush=True,
        )


if __name__ == "__main__":
    main()
