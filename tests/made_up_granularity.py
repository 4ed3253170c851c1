"""Made-up granularity cases beyond those of `made_up_costs`: chunk sizes, and cold workers."""

import math
from typing import Any

from tests.made_up_costs import DISPATCH, PER_TASK, entry
from tests.made_up_runs import START_METHODS, Noise

#: Nominal granularity -> seconds of a task and chunk sizes; None is `Pool.map`'s own.
CHUNKS: dict[str, tuple[float, tuple[int | None, ...]]] = {
    "1ms": (1e-3, (4, None)), "100us": (1e-4, (16, None)), "10us": (1e-5, (64, None)),
}  # fmt: skip
TOTAL_SECONDS = 0.1
START_SECONDS = 5e-3


def more_granularity(
    usable: int = 2, *, spread: float = 0.02, seed: int = 5
) -> list[dict[str, Any]]:
    """``pool`` by chunk size, where a chunk costs as much as a task by itself; and started cold."""
    noise = Noise(spread, seed)
    made = []
    for size, (seconds, chunksizes) in CHUNKS.items():
        tasks = round(TOTAL_SECONDS / seconds / usable) * usable
        for chunksize in chunksizes:
            chunk = chunksize or math.ceil(tasks / (4 * usable))
            if chunk == 1:
                continue  # is there already
            case = ("spin", size, "pool", "fork", usable, chunk, "warm")
            each = seconds / usable + DISPATCH["pool"] / chunk + PER_TASK
            made.append(_entry(case, seconds, each, tasks, noise))
    for method in ("fork", "spawn"):
        for size, seconds in (("30ms", 3e-2), ("10ms", 1e-2)):
            tasks = round(TOTAL_SECONDS / seconds)
            start = START_SECONDS * START_METHODS[method] * usable / tasks
            case = ("spin", size, "pool", method, usable, 1, "cold")
            made.append(_entry(case, seconds, seconds / usable + start, tasks, noise))
    return made


def _entry(
    case: tuple[Any, ...], seconds: float, each: float, tasks: int, noise: Noise
) -> dict[str, Any]:
    return entry(
        "granularity", case, each - seconds, noise, operations=tasks, kind="cpu",
        reference=seconds, ceiling=seconds / case[4],
    )  # fmt: skip
