"""Made-up cases of the sweeps whose truth is known, in the form of a file that the suite saves."""

import math
from collections.abc import Iterator
from typing import Any

from tests.made_up_costs import entry
from tests.made_up_runs import Noise

#: Seconds of a task of which a case is made.
TASK = 1e-3
#: Strategy -> seconds of one more wait at once.
WAITS = {"asyncio": 2e-5, "thread_pool": 8e-5, "threads": 1e-4}
#: Profile -> share of the workers that is left one by one, by default, in one chunk a worker.
LEFT = {
    "uniform": (0.9, 0.96, 0.97), "long_last": (0.8, 0.78, 0.6), "long_first": (0.9, 0.7, 0.65),
    "heavy_tail": (0.9, 0.8, 0.5),
}  # fmt: skip
#: Seconds of a first result that needs numpy, by start method; "preloaded" is a fork server's.
FIRST = {"fork": 6e-3, "forkserver": 0.15, "spawn": 0.18, "preloaded": 0.02}
#: Too many threads take so many times as long as one for each core.
CROWDED = 3.0


def made_up_sweeps(usable: int = 2, *, spread: float = 0.02, seed: int = 6) -> list[dict[str, Any]]:
    """Entries of ``benchmarks`` for every sweep."""
    noise = Noise(spread, seed)
    return [
        *waiting(noise), *oversubscription(usable, noise), *imbalance(usable, noise),
        *first_results(noise),
    ]  # fmt: skip


def waiting(noise: Noise) -> Iterator[dict[str, Any]]:
    """Waits at once, by mechanism and number."""
    for strategy, seconds in WAITS.items():
        for at_once in (8, 64, 512):
            case = ("wait", "20ms", strategy, "none", at_once, 1, "cold")
            reference = 0.02 / at_once
            yield entry("waiting", case, seconds, noise, operations=at_once, reference=reference)


def oversubscription(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """Up to the cores every thread helps; beyond them it takes `CROWDED` times as long."""
    for workers in sorted({1, usable, 2 * usable}):
        for threads in sorted({1, max(2, usable)}):
            busy = workers * threads
            each = TASK / min(busy, usable) * (CROWDED if busy > usable else 1.0)
            size = f"{threads}_inner_threads"
            case = ("matmul", size, "pool", "fork", workers, 12, "warm")
            yield entry("oversubscription", case, each - TASK, noise, reference=TASK, kind="native")


def imbalance(usable: int, noise: Noise) -> Iterator[dict[str, Any]]:
    """Every profile by chunk size."""
    workers = max(2, usable)
    items = 16 * workers
    for profile, left in LEFT.items():
        for chunksize, share in zip((1, math.ceil(items / 4 / workers), 16), left, strict=True):
            case = (profile, f"{items}_items", "pool", "fork", workers, chunksize, "warm")
            each = TASK / workers / share
            yield entry(
                "imbalance", case, each - TASK, noise, operations=items, reference=TASK, kind="cpu"
            )


def first_results(noise: Noise) -> Iterator[dict[str, Any]]:
    """A first result that needs numpy, by start method, and by a fork server with it preloaded."""
    for method, seconds in FIRST.items():
        size, name = ("numpy", method)
        if method == "preloaded":
            size, name = "numpy_preload", "forkserver"
        case = ("first_result", size, "process", name, 1, 1, "cold")
        yield entry("startup", case, seconds, noise, operations=1)
