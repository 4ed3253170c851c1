"""How many workers a case has by default, and how many items travel to one at once."""

import math

from benchmarks.cores import Cores

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
