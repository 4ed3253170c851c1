"""Another process that keeps one core busy, to make a host as bad as real ones are."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager


def _spin() -> None:
    while True:
        sum(range(10_000))


@contextmanager
def busy_cores(count: int) -> Iterator[None]:
    """Keep ``count`` cores busy while the context lasts."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_spin, daemon=True) for _ in range(count)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()
