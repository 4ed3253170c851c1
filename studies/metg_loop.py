"""METG(50 %) by twenty lines of one's own, and by the family granularity: do they agree?

The loop is written straight on ``multiprocessing.Pool.map`` with chunk size 1 and
``time.perf_counter``: serial seconds / (workers x parallel seconds), the finest task that still
reaches half. Ours is the family's probe with its rounds. Both are measured in turns, granularity
by granularity. The loop knows no ceiling, so both use speedup / workers here.
"""

import argparse
import multiprocessing
import time
from functools import partial

from lightwork.core.intervals import median_interval
from lightwork.core.record import CASE, REFERENCE, Case
from lightwork.measuring.cases.rounds import run_rounds
from lightwork.measuring.costs import granularity
from lightwork.measuring.costs._kernels import STEPS_PER_MICROSECOND, spin
from lightwork.measuring.costs.granularity import MICROSECONDS
from lightwork.measuring.session.catalog import load_strategies
from lightwork.reporting.estimates.granularity import GranularityPoint, metg
from studies.stack_alignment import with_stack_room

SIZES = ("10ms", "3ms", "1ms", "300us", "100us", "30us")
WORKERS = 2
Pairs = list[tuple[float, float]]  # serial and parallel seconds of a round


def loop(size: str, tasks: int, rounds: int) -> Pairs:
    """Rounds of the loop of one's own."""
    items = [MICROSECONDS[size] * STEPS_PER_MICROSECOND] * tasks
    pairs = []
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        pool.map(spin, items, 1)
        for _ in range(rounds):
            start = time.perf_counter()
            for item in items:
                spin(item)
            middle = time.perf_counter()
            pool.map(spin, items, 1)
            pairs.append((middle - start, time.perf_counter() - middle))
    return pairs


def ours(size: str, rounds: int) -> tuple[int, Pairs]:
    """Tasks of a round, and the rounds of the family's probe."""
    case = Case(granularity.SPIN_KERNEL, size, "pool", "fork", WORKERS, 1, "warm")
    with granularity.FAMILY.open(case, load_strategies()) as probe:
        parts = {letter: probe.parts[letter] for letter in (REFERENCE, CASE)}
        timed, seconds = run_rounds(parts, probe.expected, rounds)
    references = [one.reference_seconds for one in timed]
    return probe.operations, list(zip(references, seconds, strict=True))


def curve(found: dict[str, Pairs], tasks: dict[str, int]) -> list[GranularityPoint]:
    """Efficiency against the granularity that the serial loop shows."""
    return [
        GranularityPoint(
            median_interval([serial / tasks[size] for serial, _ in pairs]).value,
            median_interval([serial / parallel / WORKERS for serial, parallel in pairs]),
        )
        for size, pairs in found.items()
    ]


def compare(turns: int, rounds: int) -> None:
    """Measure in turns, and print both METGs and their ratio."""
    theirs: dict[str, Pairs] = {size: [] for size in SIZES}
    own: dict[str, Pairs] = {size: [] for size in SIZES}
    tasks: dict[str, int] = {}
    for turn in range(turns):
        for size in SIZES:
            for side in ("ours", "loop") if turn % 2 else ("loop", "ours"):
                if side == "ours" or size not in tasks:
                    tasks[size], pairs = ours(size, rounds)
                    own[size] += pairs
                if side == "loop":
                    theirs[size] += loop(size, tasks[size], rounds)
    granularity.FAMILY.close()
    for threshold in (0.5, 0.9):
        one, other = (metg(curve(found, tasks), threshold) for found in (own, theirs))
        print(
            f"METG({threshold:.0%}): ours {1e6 * one.seconds:.0f} µs "
            f"[{1e6 * one.low:.0f}, {1e6 * one.high:.0f}], loop {1e6 * other.seconds:.0f} µs "
            f"[{1e6 * other.low:.0f}, {1e6 * other.high:.0f}], "
            f"ratio {one.seconds / other.seconds:.2f}"
        )


def main() -> None:
    """Run the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=6)
    arguments = parser.parse_args()
    with_stack_room(partial(compare, arguments.turns, arguments.rounds))


if __name__ == "__main__":
    main()
