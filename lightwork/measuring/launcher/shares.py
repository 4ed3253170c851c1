"""Where a function's seconds go: blocks of a Python loop, the function, and a sleep, in turn.

Another process samples meanwhile what this one does. The loop and the sleep are the controls: their
shares are known.
"""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from lightwork.measuring.host.gil import gil_is_on
from lightwork.measuring.launcher.faults import FaultsAt
from lightwork.measuring.launcher.requests import (
    NO_GIL,
    RUN_ITEMS,
    SLEEP_CONTROL,
    SPIN_CONTROL,
    CallProgress,
    SharesRequest,
)

#: How long each control runs in a block, seconds.
CONTROL_SECONDS = 0.03
#: For finding the GIL they run in turn, each so long, at most so many times.
FINDING_SECONDS, FINDING_TURNS = 0.1, 25
_SPIN_STEPS = 500


def share_blocks(
    request: SharesRequest,
    function: Callable[[Any], Any],
    items: Sequence[Any],
    progress: CallProgress,
) -> list[dict[str, Any]]:
    """Each block's parts with begin and end (seconds of one clock for all processes)."""
    if request.gil and not gil_is_on():  # what its first call loads turns it on
        with FaultsAt("run") as first:
            first.at(0, items[0])
            function(items[0])
    runtime = _runtime_address() if request.gil else NO_GIL
    progress.note_thread(runtime, threading.get_native_id())
    for _ in range(FINDING_TURNS if request.gil else 0):  # until the reader has seen enough
        spin_control(progress, FINDING_SECONDS)
        sleep_control(progress, FINDING_SECONDS)
        if progress.is_found:
            break
    turn = itertools.cycle(enumerate(items))

    def run_function() -> None:
        end = time.perf_counter() + request.block_seconds
        with FaultsAt("run") as running:
            while time.perf_counter() < end:
                number, item = next(turn)
                progress.write(RUN_ITEMS, number)
                running.at(number, item)
                function(item)

    return [
        {
            "spin": spin_control(progress, CONTROL_SECONDS),
            "own": _clocked(run_function),
            "sleep": sleep_control(progress, CONTROL_SECONDS),
        }
        for _ in range(request.blocks)
    ]


def _runtime_address() -> int:
    """The address of the interpreter's state, 0 if it does not show one."""
    import ctypes

    try:
        return ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))
    except ValueError:
        return 0


def spin_control(progress: CallProgress, seconds: float) -> dict[str, float]:
    """The control that holds the GIL all the time."""

    def spin() -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for _ in range(_SPIN_STEPS):
                pass

    progress.write(SPIN_CONTROL)
    return _clocked(spin)


def sleep_control(progress: CallProgress, seconds: float) -> dict[str, float]:
    """The control that waits all the time."""
    progress.write(SLEEP_CONTROL)
    return _clocked(lambda: time.sleep(seconds))


def _clocked(run: Callable[[], None]) -> dict[str, float]:
    """When it began and ended, and the CPU seconds of this thread and of all of the process."""
    process, thread, begin = time.process_time(), time.thread_time(), time.perf_counter()
    run()
    return {
        "begin": begin,
        "end": time.perf_counter(),
        "thread_cpu": time.thread_time() - thread,
        "process_cpu": time.process_time() - process,
    }
