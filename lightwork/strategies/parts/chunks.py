"""How items are cut into chunks, dealt to workers, and put back in item order."""

from collections.abc import Callable, Sequence
from typing import Any


def cut(items: Sequence[Any], chunksize: int) -> list[Sequence[Any]]:
    """Cut the items into chunks of ``chunksize`` items; the last may be shorter."""
    return [items[start : start + chunksize] for start in range(0, len(items), chunksize)]


def run_chunk(task: Callable[[Any], Any], chunk: Sequence[Any]) -> list[Any]:
    """Run the task on each item of a chunk."""
    return list(map(task, chunk))


def deal(items: Sequence[Any], chunksize: int, workers: int) -> list[list[Any]]:
    """Give each worker its share, fixed beforehand: chunk i goes to worker i % workers."""
    return [
        [
            item
            for start in range(worker * chunksize, len(items), workers * chunksize)
            for item in items[start : start + chunksize]
        ]
        for worker in range(workers)
    ]


def undeal(shares: Sequence[Sequence[Any]], items: int, chunksize: int) -> list[Any]:
    """Put the results of dealt shares back in item order. ``items`` is how many there are."""
    results: list[Any] = [None] * items
    for worker, share in enumerate(shares):
        taken = 0
        for start in range(worker * chunksize, items, len(shares) * chunksize):
            stop = min(start + chunksize, items)
            results[start:stop] = share[taken : taken + stop - start]
            taken += stop - start
        if taken != len(share):
            raise RuntimeError(
                f"worker {worker} gave {len(share)} results for {taken} items: "
                "the strategy lost or repeated an item"
            )
    # Slice assignment with a share that is too short would shrink the list.
    if len(results) != items:
        raise RuntimeError(f"{len(results)} results for {items} items: an item was lost")
    return results
