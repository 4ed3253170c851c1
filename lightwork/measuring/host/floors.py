"""What the system itself takes for what Python's mechanisms are made of: floors of their costs.

Measured in a bare process of its own, by ctypes and system calls, so no compiler is needed. What a
copy in memory takes is measured beside each transfer.
"""

import ctypes
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from lightwork.core.places import LIBRARY
from lightwork.measuring.host.skips import Skip

FLOORS = ("thread", "process", "pipe")
_BATCHES = 15
#: Operations in a batch: some milliseconds each.
_THREADS, _PROCESSES, _TRIPS = 100, 4, 200
#: It takes a fifth of a second; a host that gives it no core for so long has no floors.
_LIMIT_SECONDS = 30.0
_PROGRAM = (
    "import sys; sys.path.insert(0, {root!r}); "
    "from lightwork.measuring.host.floors import tell_floors; tell_floors()"
)


def measured_floors() -> tuple[dict[str, float], list[Skip]]:
    """Of each floor the seconds, the median over batches; and which cannot be had, and why.

    A thread created and joined; a program (``true``) started by fork and exec, and waited for; one
    way of a byte through a pipe to another process.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this very interpreter
            [sys.executable, "-S", "-c", _PROGRAM.format(root=str(LIBRARY))],
            capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        found: dict[str, float | str] = dict.fromkeys(FLOORS, f"its process failed: {error}")
    else:
        found = json.loads(done.stdout)
    seconds = {name: one for name, one in found.items() if isinstance(one, float)}
    return seconds, [
        Skip(f"floor: {name}", str(found[name])) for name in FLOORS if name not in seconds
    ]


def tell_floors() -> None:
    """Measure them here: seconds, or a text that says why not, as JSON."""
    json.dump({name: _seconds_of(*how) for name, how in _HOW.items()}, sys.stdout)


def _seconds_of(make: Callable[[], Callable[[], None]], operations: int) -> float | str:
    try:
        batch = make()
        batch()
        found = []
        for _ in range(_BATCHES):
            began = time.perf_counter()
            batch()
            found.append(time.perf_counter() - began)
    except (OSError, AttributeError, TypeError) as error:  # Windows has no such functions
        return f"not to be had here: {error}"
    return statistics.median(found) / operations


def _threads() -> Callable[[], None]:
    """Threads that run a C function which does next to nothing."""
    libc = ctypes.PyDLL(None)  # keeps the GIL: to let go of it is Python's cost
    create, join = libc.pthread_create, libc.pthread_join
    run = ctypes.cast(libc.getppid, ctypes.c_void_p)
    number = ctypes.c_void_p()
    place = ctypes.byref(number)

    def batch() -> None:
        for _ in range(_THREADS):
            if create(place, None, run, None):
                raise OSError("the system refused a thread")
            join(number, None)

    return batch


def _processes() -> Callable[[], None]:
    program = shutil.which("true")
    if program is None:
        raise OSError("there is no program `true`")

    def batch() -> None:
        for _ in range(_PROCESSES):
            os.waitpid(os.posix_spawn(program, [program], {}), 0)

    return batch


def _trips() -> Callable[[], None]:
    """To a process that sends each byte back; it ends with its pipe."""
    (there, ours), (back, theirs) = os.pipe(), os.pipe()
    if os.fork() == 0:
        try:
            os.close(ours)
            while byte := os.read(there, 1):
                os.write(theirs, byte)
        finally:
            os._exit(0)

    def batch() -> None:
        for _ in range(_TRIPS):
            os.write(ours, b"x")
            os.read(back, 1)

    return batch


#: How each is measured, and operations in a batch.
_HOW: dict[str, tuple[Callable[[], Callable[[], None]], int]] = {
    "thread": (_threads, _THREADS),
    "process": (_processes, _PROCESSES),
    "pipe": (_trips, 2 * _TRIPS),
}
