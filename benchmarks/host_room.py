"""Whether a host has room for a case: processes, file descriptors and memory, before it starts.

A case that is too much is not run, with the limit named: half started it would hang, or the system
would end somebody's process for want of memory. The needs are counted per worker, from what the
dearest strategy was seen to take (Python 3.11, Linux), with something to spare.
"""

import multiprocessing
from collections.abc import Callable, Mapping
from typing import NamedTuple

from benchmarks.host_limits import Room, look
from benchmarks.measure import Measured
from benchmarks.memory_figures import MIB
from benchmarks.record import Case
from benchmarks.skips import Unavailable
from strategies import Strategy

#: Per process: descriptors of the parent for its pipes (4 with `strategies.process`); bytes that it
#: takes for itself (spawn: 13 MiB).
DESCRIPTORS, BYTES = 4, 14 * MIB
#: Per thread: itself; no descriptor; of its stack a few pages.
THREAD_BYTES = 256 * 2**10
#: Whatever the workers: a server, a fork server, a tracker, an executor's own threads; their pipes;
#: items and results.
MORE_TASKS, MORE_DESCRIPTORS, MORE_BYTES = 8, 32, 48 * MIB


class Needs(NamedTuple):
    """What a case may take, at most."""

    workers: int
    tasks: int  # processes and threads
    descriptors: int
    memory: int  # bytes


def in_room(
    case: Case,
    strategies: Mapping[str, Strategy],
    twins: int,
    measure: Callable[[], Measured],
) -> Callable[[], Measured]:
    """``measure``, but for a host that has no room for the case: that raises `Unavailable`.

    ``twins`` is how many processes of the ceiling stand beside the workers.
    """

    def measure_or_tell() -> Measured:
        strategy = strategies.get(case.strategy)  # cost families have names of their own, too
        worker = strategy.worker if strategy is not None else "process"
        require_room(needs_of(case.workers, worker, twins))
        try:
            return measure()
        except OSError as error:
            if reason := why_no_semaphores():
                raise Unavailable(reason) from error
            raise

    return measure_or_tell


def why_no_semaphores() -> str:
    """Why this host has no locks for several processes; "" where it has."""
    try:
        multiprocessing.get_context().Lock()
    except OSError as error:
        return (
            f"this host gives no semaphores ({error.strerror}): on Linux they are files in "
            "/dev/shm, so mount it (`mount -t tmpfs tmpfs /dev/shm`), or give it room."  # noqa: S108
        )
    return ""


def needs_of(workers: int, worker: str, twins: int) -> Needs:
    """What so many workers of a kind (of `strategies.WORKERS`) take, and their twins."""
    processes = twins + (workers if worker == "process" else 0)
    threads = workers if worker in ("thread", "interpreter") else 0
    if not processes + threads:
        return Needs(0, 0, 0, 0)
    return Needs(
        max(workers, twins),
        processes + threads + MORE_TASKS,
        DESCRIPTORS * processes + MORE_DESCRIPTORS,
        BYTES * processes + THREAD_BYTES * threads + MORE_BYTES,
    )


def require_room(needs: Needs, room: Room | None = None) -> None:
    """Raise `Unavailable` if the host has not what ``needs`` says; ``room``: what is left now."""
    if not needs.tasks:  # a loop has no workers: nothing to look for
        return
    for what, unit, remedy, needed, left in zip(
        ("processes and threads", "file descriptors", "MiB of memory"),
        (1, 1, MIB),
        ("raise it", "raise it", "end other programs"),
        needs[1:],
        room or look(),
        strict=True,
    ):
        if left is not None and left.left < needed:
            raise Unavailable(
                f"{needs.workers} workers may take {needed // unit:,} {what}, and {left.by} leaves "
                f"{max(0, left.left) // unit:,}: {remedy}, or ask for fewer (--workers)."
            )
