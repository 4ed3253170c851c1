"""Does a strategy cost more than the shortest script for the same mechanism?

Both run the same items cold in this process, in pairs that follow each other at once and change
places from pair to pair; the ratio is strategy / yardstick, so 1.05 is 5 % dearer. Results are
verified outside of the clock.
"""

import argparse
import importlib
import pkgutil
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from lightwork.core.intervals import Estimate, median_interval
from lightwork.measuring.cases.round_parts import RoundWork, verify, work_of
from lightwork.measuring.plan.efforts import default_chunksize
from lightwork.measuring.session.catalog import load_strategies, load_workloads
from lightwork.strategy import Strategy
from studies import minimal_scripts
from studies.stack_alignment import with_stack_room

LIMIT = 1.05
NAMES = tuple(module.name for module in pkgutil.iter_modules(minimal_scripts.__path__))


def timed(run: Callable[[], Any], expected: Any) -> float:
    """Wall seconds of one run whose results are right."""
    start = time.perf_counter()
    results = run()
    seconds = time.perf_counter() - start
    verify(results, expected)
    return seconds


def ratio_of_pairs(
    one: Callable[[], Any], other: Callable[[], Any], expected: Any, pairs: int
) -> Estimate:
    """The seconds of ``one`` as times those of ``other``; they change places from pair to pair."""
    ratios = []
    for number in range(-1, pairs):
        order = (one, other) if number % 2 else (other, one)
        seconds = {side: timed(side, expected) for side in order}
        if number >= 0:  # the first pair warms up
            ratios.append(seconds[one] / seconds[other])
    return median_interval(ratios)


def compare(
    strategy: Strategy, script: Callable[..., Any], work: RoundWork, workers: int, pairs: int
) -> Estimate:
    """The ratio strategy / yardstick over ``pairs`` pairs, in the default start method."""
    method = strategy.start_methods[0]
    chunksize = default_chunksize(len(work.items), workers) if strategy.chunks else 1

    def by_strategy() -> Any:
        with strategy.open(workers, method) as run:
            return run(work.task, work.items, chunksize)

    def by_script() -> Any:
        return script(work.task, work.items, workers, chunksize, method)

    return ratio_of_pairs(by_strategy, by_script, work.expected, pairs)


def main() -> None:
    """Print a line per strategy: ratio, interval, and whether it may be over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--workload", default="prime_count")
    parser.add_argument("--strategies", default=",".join(NAMES))
    arguments = parser.parse_args()
    work = work_of(load_workloads()[arguments.workload], "medium")
    catalog = load_strategies()
    for name in arguments.strategies.split(","):
        script = importlib.import_module(f"studies.minimal_scripts.{name}").run
        ratio = with_stack_room(
            partial(compare, catalog[name], script, work, arguments.workers, arguments.pairs)
        )
        over = "" if ratio.value <= LIMIT else f"  more than {LIMIT}"
        print(f"{name:14} {ratio.value:.3f} [{ratio.low:.3f}, {ratio.high:.3f}]{over}", flush=True)


if __name__ == "__main__":
    main()
