"""``multiprocessing.shared_memory``: items and results in shared memory, nothing is sent.

For items and results that are ``int`` (64 bits), ``float`` or ``bytes`` (results: up to 64).
Each worker has a share fixed beforehand, reads its items and writes its results in place.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.shared_memory import SharedMemory
from typing import Any, NamedTuple

from lightwork.strategies.parts.processes import START_METHODS
from lightwork.strategies.parts.shared_slots import (
    RESULT_BYTES,
    SlotLayout,
    Slots,
    layout_for,
    new_segment,
    refusal,
)
from lightwork.strategies.parts.worker_groups import complete
from lightwork.strategy import Runner, Strategy

NAME = "shared_memory"


class Block(NamedTuple):
    """One segment for items and results, one after the other: each segment costs 0.3 ms."""

    memory: SharedMemory
    items: SlotLayout
    results: SlotLayout

    @contextmanager
    def slots(self) -> Iterator[tuple[Slots, Slots]]:
        """Give the slots of the items and those of the results."""
        assert self.memory.buf is not None
        items = Slots(self.memory.buf, self.items)
        results = Slots(self.memory.buf, self.results, offset=self.items.size)
        try:
            yield items, results
        finally:
            items.release()
            results.release()


@contextmanager
def _block(items: SlotLayout, results: SlotLayout) -> Iterator[Block]:
    """Make shared memory; in the end it is unlinked."""
    size = max(1, items.size + results.size)
    _check_room(size)
    memory = new_segment(size)
    try:
        yield Block(memory, items, results)
    finally:
        memory.close()
        memory.unlink()


def free_bytes() -> int | None:
    """Bytes that are free where the kernel keeps shared memory; None where it has no such place."""
    if sys.platform != "linux":
        return None
    room = os.statvfs("/dev/shm")  # noqa: S108 - where the kernel keeps shared memory
    return room.f_bavail * room.f_frsize


def _check_room(size: int) -> None:
    """Raise where the memory could be made but not filled: writing to it would be a SIGBUS."""
    free = free_bytes()
    if free is not None and free < size:
        raise OSError(
            f"shared_memory needs {size} bytes in /dev/shm, and {free} "
            "are free: use a smaller size, or give the container more (docker: --shm-size)"
        )


def _work(task: Callable[[Any], Any], block: Block, chunksize: int, worker: int, of: int) -> None:
    """Run the chunks worker, worker + of, worker + 2 * of, …; the share of one worker."""
    count = block.items.slots
    with block.slots() as (items, results):
        for start in range(worker * chunksize, count, of * chunksize):
            for place, item in enumerate(items.read(slice(start, start + chunksize)), start):
                results.write(place, task(item))


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Runner]:
    """Give a run that makes its own memory and starts and ends its own ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        for place, item in enumerate(items):
            if why := refusal(item, sys.maxsize):
                raise TypeError(f"shared_memory cannot carry {why} (item {place})")
        with _block(layout_for(items), SlotLayout(len(items), RESULT_BYTES)) as block:
            with block.slots() as (source, _):
                source.fill(items)
            shares = [(task, block, chunksize, worker, workers) for worker in range(workers)]
            complete(NAME, start_method, _work, shares)
            with block.slots() as (_, results):
                return results.read(slice(None))

    yield run


def refuses(items: Sequence[Any], results: Sequence[Any]) -> str | None:
    """Say which items or results shared memory cannot carry; None where it can all."""
    for what, values, longest in (
        ("items", items, sys.maxsize),
        ("results", results, RESULT_BYTES),
    ):
        for value in values:
            if why := refusal(value, longest):
                return (
                    f"shared_memory carries int (64 bits), float and bytes (results: up to "
                    f"{RESULT_BYTES}), and among the {what} is {why}"
                )
    return None


STRATEGY = Strategy(open, "process", START_METHODS, reusable=False, refuses=refuses)
