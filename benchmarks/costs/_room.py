"""Is there room for what a case needs? Asked before: running out is a kill or a SIGBUS."""

from benchmarks.skips import Unavailable
from strategies.shared_memory import free_bytes


def check_memory(needed: int, what: str) -> None:
    """Raise `Unavailable` where ``needed`` bytes are more than the host has free."""
    import psutil  # here, because workers import this package

    free = psutil.virtual_memory().available
    if needed > free:
        raise Unavailable(f"{what} needs {needed} bytes of memory, and {free} are available")


def check_shared_memory(needed: int, what: str) -> None:
    """Raise `Unavailable` where /dev/shm has less than ``needed`` bytes free.

    Shared memory is made whatever its size; what does not fit is a SIGBUS when it is written to.
    """
    free = free_bytes()
    if free is not None and needed > free:
        raise Unavailable(
            f"{what} needs {needed} bytes in /dev/shm, and {free} are free: give the container "
            "more (docker: --shm-size)"
        )
