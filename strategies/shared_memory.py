"""``multiprocessing.shared_memory``: items and results in shared memory, nothing is sent.

For items and results that are ``int`` (64 bits), ``float`` or ``bytes`` (results: up to 64).
Each worker has a share fixed beforehand, reads its items and writes its results in place.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from strategies import Run, Strategy
from strategies._processes import START_METHODS, crew
from strategies._slots import RESULT_BYTES, Layout, Slots, layout_for, refusal

NAME = "shared_memory"
#: Memory and how it is laid out: what a worker needs to see the slots.
Block = tuple[SharedMemory, Layout]


@contextmanager
def _slots(block: Block) -> Iterator[Slots]:
    slots = Slots(*block)
    try:
        yield slots
    finally:
        slots.release()


@contextmanager
def _block(layout: Layout) -> Iterator[Block]:
    """Make shared memory; in the end it is unlinked."""
    _check_room(layout.size)
    memory = SharedMemory(create=True, size=layout.size)
    try:
        yield memory, layout
    finally:
        memory.close()
        memory.unlink()


def _check_room(size: int) -> None:
    """Raise where the memory could be made but not filled: writing to it would be a SIGBUS."""
    if sys.platform != "linux":
        return
    room = os.statvfs("/dev/shm")  # noqa: S108 - where the kernel keeps shared memory
    if room.f_bavail * room.f_frsize < size:
        raise OSError(
            f"shared_memory needs {size} bytes in /dev/shm, and {room.f_bavail * room.f_frsize} "
            "are free: use a smaller size, or give the container more (docker: --shm-size)"
        )


def _work(
    task: Callable[[Any], Any], items: Block, results: Block, chunksize: int, worker: int, of: int
) -> None:
    """Run the chunks worker, worker + of, worker + 2 * of, …; the share of one worker."""
    count = items[1].slots
    with _slots(items) as source, _slots(results) as target:
        for start in range(worker * chunksize, count, of * chunksize):
            chunk = source.read(slice(start, start + chunksize))
            for place, item in enumerate(chunk, start):
                target.write(place, task(item))


@contextmanager
def open(workers: int, start_method: str) -> Iterator[Run]:
    """Give a run that makes its own memory and starts and ends its own ``workers`` processes."""

    def run(task: Callable[[Any], Any], items: Sequence[Any], chunksize: int) -> list[Any]:
        for place, item in enumerate(items):
            if why := refusal(item, sys.maxsize):
                raise TypeError(f"shared_memory cannot carry {why} (item {place})")
        layout = layout_for(items)
        with _block(layout) as source, _block(Layout(len(items), RESULT_BYTES)) as target:
            with _slots(source) as slots:
                slots.fill(items)
            with crew(NAME, start_method) as processes:
                for worker in range(workers):
                    processes.start(_work, (task, source, target, chunksize, worker, workers))
                processes.results()
            with _slots(target) as slots:
                return slots.read(slice(None))

    yield run


def refuses(items: Sequence[Any], results: Sequence[Any]) -> str:
    """Say which items or results shared memory cannot carry, or give an empty text."""
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
    return ""


STRATEGY = Strategy(open, "process", START_METHODS, reusable=False, refuses=refuses)
