"""Is ``pool_imap`` as quick as pyperformance's benchmark of the same calls?

pyperformance's ``bm_concurrent_imap`` opens a ``multiprocessing.Pool`` of 2, runs ``imap`` of a
function that returns its argument over ``range(1000)`` in chunks of 10, and closes the pool. Its
loop is written here as it stands there; our strategy runs the same function, items, workers,
chunk size and start method, cold. Pairs follow each other at once and change places.
"""

import argparse
import multiprocessing
from functools import partial
from typing import Any

from lightwork.core.intervals import Estimate
from lightwork.strategies import pool_imap
from studies.stack_alignment import with_stack_room
from studies.yardsticks import ratio_of_pairs
from workloads.empty import task

PROCESSES, ITEMS, CHUNK = 2, 1000, 10


def bm_concurrent_imap(start_method: str) -> list[Any]:
    """``bench_mp_pool`` of pyperformance, which throws the results away; here they are kept."""
    with multiprocessing.get_context(start_method).Pool(PROCESSES) as pool:
        return list(pool.imap(task, range(ITEMS), CHUNK))


def by_strategy(start_method: str) -> list[Any]:
    """The same by our strategy."""
    with pool_imap.open(PROCESSES, start_method) as run:
        return run(task, range(ITEMS), CHUNK)


def compare(start_method: str, pairs: int) -> Estimate:
    """The ratio ours / theirs."""
    ours, theirs = partial(by_strategy, start_method), partial(bm_concurrent_imap, start_method)
    return ratio_of_pairs(ours, theirs, list(range(ITEMS)), pairs)


def main() -> None:
    """Print the ratio for each start method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--start-methods", default="fork,forkserver,spawn")
    arguments = parser.parse_args()
    for start_method in arguments.start_methods.split(","):
        ratio = with_stack_room(partial(compare, start_method, arguments.pairs))
        print(
            f"{start_method:10} ours / bm_concurrent_imap: {ratio.value:.3f} "
            f"[{ratio.low:.3f}, {ratio.high:.3f}]",
            flush=True,
        )


if __name__ == "__main__":
    main()
