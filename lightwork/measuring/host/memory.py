"""How much memory a process has for itself and shares, and how much of the host's is left."""

from typing import NamedTuple

import psutil

from lightwork.measuring.host.skips import Unavailable

MIB = 2**20


class Memory(NamedTuple):
    """Bytes: ``uss`` is what would be freed if the process ended (unique set size).

    ``pss`` adds its share of what it shares with others (proportional set size), so that a sum
    over processes counts each page once; None where the system does not tell (macOS, Windows).
    """

    uss: int
    pss: int | None

    @property
    def share_of_host(self) -> int:
        """The figure to sum over processes: what is shared is counted once, or not at all."""
        return self.uss if self.pss is None else self.pss


def memory_of(pid: int) -> Memory:
    """The memory of one process. Raises `Unavailable` where the system does not tell."""
    try:
        figures = psutil.Process(pid).memory_full_info()
    except (psutil.Error, OSError) as error:
        raise Unavailable(f"cannot read the memory of process {pid}: {error}") from error
    uss = getattr(figures, "uss", None)
    if uss is None:
        raise Unavailable(
            "this system does not tell the private memory of a process: on Linux that needs "
            "/proc with smaps, elsewhere a psutil that knows `uss`."
        )
    return Memory(uss, getattr(figures, "pss", None))


def tree_memory(pid: int) -> int:
    """Bytes of the host's memory that a process and its descendants take together."""
    try:
        family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except (psutil.Error, OSError) as error:
        raise Unavailable(f"cannot list the children of process {pid}: {error}") from error
    return sum(memory_of(member).share_of_host for member in family)


def require_free(needed: int) -> None:
    """Raise `Unavailable` if less memory is left than ``needed`` bytes."""
    try:
        free = psutil.virtual_memory().available
    except (psutil.Error, OSError) as error:
        raise Unavailable(f"cannot read how much memory is left: {error}") from error
    if free < needed:
        raise Unavailable(
            f"{free // MIB} MiB of memory are left, and this case takes up to {needed // MIB} MiB: "
            "end other programs, or run it on a host with more."
        )
