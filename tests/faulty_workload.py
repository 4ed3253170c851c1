"""A workload whose task goes wrong in a worker, in one of many ways; copied into a checkout.

`write` makes ``workloads/faulty_<fault>.py`` of this very file. In the main thread of the timed
process the task is well, so that the serial loops are, unless FAULTY_EVERYWHERE is set.
"""

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from workloads import Size, Workload

FAULT = Path(__file__).stem.removeprefix("faulty_")
SIZES = {size: Size(8, 0.001) for size in ("small", "medium", "large")}
if __name__.startswith("workloads."):  # the timed process imports it first; workers inherit this
    os.environ.setdefault("FAULTY_TIMED_PROCESS", str(os.getpid()))
_TIMED = int(os.environ.get("FAULTY_TIMED_PROCESS", "0"))


def items(size: str) -> list[int]:
    """Give small numbers."""
    return list(range(SIZES[size].items))


def expected(size: str) -> list[int]:
    """Give their squares, as sums of odd numbers."""
    return [sum(range(1, 2 * number, 2)) for number in items(size)]


def task(item: int) -> int:
    """Return the square; the third one goes wrong."""
    here = os.getpid() == _TIMED and threading.current_thread() is threading.main_thread()
    if item == 3 and (not here or "FAULTY_EVERYWHERE" in os.environ):
        FAULTS.get(FAULT, int)()
    return item * item


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit() -> NoReturn:
    os._exit(3)


def _segfault() -> None:
    import ctypes

    ctypes.string_at(0)


def _raises() -> NoReturn:
    raise ValueError("three is not welcome")


class Unpicklable(Exception):
    """Holds what cannot be pickled."""

    def __init__(self) -> None:
        super().__init__("no way home")
        self.hook = lambda: None


def _unpicklable() -> NoReturn:
    raise Unpicklable


def _endless() -> NoReturn:
    while True:
        pass


def _deadlock() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def _memory() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, before[1]))
    try:
        bytearray(1 << 33)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _manager() -> None:
    """Kill the Manager's server: of the timed process's children the one that is no worker."""
    import psutil

    from benchmarks.endings.run_processes import command_of, is_service

    family = psutil.Process(_TIMED).children(recursive=True)
    found = [
        one
        for one in family
        if not is_service(one.pid) and "guard_process" not in command_of(one.pid)
    ]
    min(found, key=lambda one: (one.create_time(), one.pid)).kill()
    time.sleep(0.2)  # until its end is known everywhere


async def twin(item: int) -> int:
    """Do the same: an async task that blocks instead of waiting goes wrong, too."""
    return task(item)


FAULTS: dict[str, Callable[[], object]] = {
    "killed": _killed,
    "exit": _exit,
    "segfault": _segfault,
    "raises": _raises,
    "unpicklable": _unpicklable,
    "endless": _endless,
    "deadlock": _deadlock,
    "memory": _memory,
    "manager": _manager,
}
WORKLOAD = Workload(
    "empty", SIZES, items, task, expected, "Sum of the first n odd numbers.", twin=twin
)


def write(folder: Path, faults: list[str]) -> list[str]:
    """Write the workloads into the checkout in ``folder``; gives their names."""
    for fault in faults:
        shutil.copy(
            sys.modules[__name__].__file__ or "", folder / "workloads" / f"faulty_{fault}.py"
        )
    return [f"faulty_{fault}" for fault in faults]
