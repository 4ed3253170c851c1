"""What each effort measures, and with how many workers and chunks by default."""

import math
from typing import NamedTuple

from lightwork.measuring.host.cores import Cores

#: Kinds whose workers mostly wait, so that more workers than cores make sense.
WAITING_KINDS = ("sleep", "mixed")


def default_worker_counts(cores: Cores, kind: str) -> tuple[int, ...]:
    """1, 2, 4, ... up to the usable cores; the usable and physical cores; twice as many to wait."""
    counts = {cores.usable}
    power = 1
    while power < cores.usable:
        counts.add(power)
        power *= 2
    if cores.physical is not None and cores.physical < cores.usable:
        counts.add(cores.physical)
    if kind in WAITING_KINDS:
        counts.add(2 * cores.usable)
    return tuple(sorted(counts))


def focus_count(counts: tuple[int, ...], cores: Cores, kind: str) -> int:
    """The one count to take where only one is measured: all usable cores, the most for waiting."""
    if kind in WAITING_KINDS:
        return max(counts)
    return max((count for count in counts if count <= cores.usable), default=min(counts))


def default_chunksize(items: int, workers: int) -> int:
    """Four chunks a worker, the rule of ``multiprocessing.Pool.map`` (its ``_map_async``).

    One rule for all strategies, so that they carry the same chunks.
    """
    return max(1, math.ceil(items / (4 * workers)))


#: One workload for each question that the verdict answers first: computing that holds the GIL,
#: computing that releases it, waiting.
LEAD_WORKLOADS = ("prime_count", "hash_chain", "sleep")
#: What a Python programmer chooses between first.
LEAD_STRATEGIES = ("threads", "thread_pool", "process", "pool", "process_pool")
#: What is tried on every other workload: of each sort one that is started in each call and one that
#: may be kept.
BREADTH_STRATEGIES = ("threads", "thread_pool", "process", "pool")
#: They follow the curves of threads and pools closely, so that one worker is left to these.
EXECUTORS = ("thread_pool", "process_pool")
#: On hosts with more worker counts than this, only what is tried on every workload gets all of
#: them: a run on 64 cores must not take all day.
MOST_CURVE_POINTS = 4


class Effort(NamedTuple):
    """How much is measured: size of the work and rounds of each case."""

    size: str
    rounds: int
    all_workloads: bool
    all_start_methods: bool
    lead_size: str | None  # lead workloads once more in this size


EFFORTS = {
    "quick": Effort("small", 6, False, False, None),
    "standard": Effort("medium", 7, True, False, None),
    "thorough": Effort("medium", 20, True, True, "large"),
}
