"""Another process that keeps a core busy, to make a host as bad as real ones are."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: A partly busy process computes and pauses in turns of this many seconds together.
TURN_SECONDS = 0.1


def _spin(share: float, parent: int) -> None:
    while os.getppid() == parent:  # killed with a signal, it would leave us behind
        end = time.perf_counter() + share * TURN_SECONDS
        while time.perf_counter() < end:
            sum(range(1_000))
        time.sleep((1 - share) * TURN_SECONDS)


@contextmanager
def busy_cores(count: int, share: float = 1.0) -> Iterator[None]:
    """Keep ``count`` cores busy for ``share`` of the wall time while the context lasts."""
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_spin, args=(share, os.getpid()), daemon=True) for _ in range(count)
    ]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()
