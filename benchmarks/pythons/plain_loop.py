"""A child process: the plain loop of each workload in pure Python, once warm, timed once.

``python -m benchmarks.pythons.plain_loop`` prints one JSON object: seconds by workload. Imported by
the parent for its name only; nothing heavy here.
"""

import json
import sys
import time
from functools import partial

from benchmarks.catalog import load_workloads
from benchmarks.stack_room import with_stack_room
from strategies import serial
from workloads import Workload

KIND, SIZE = "cpu", "small"
#: Untimed loops before the timed one: an interpreter specialises its code, and a JIT compiles it.
WARM_UP = 2


def seconds_of(workload: Workload) -> float:
    """Wall seconds of the plain loop. Raises `ValueError` where its answers are wrong."""
    items = workload.items(SIZE)
    with serial.open(1, serial.STRATEGY.start_methods[0]) as loop:
        for _ in range(WARM_UP):
            loop(workload.task, items, 1)
        start = time.perf_counter()
        results = loop(workload.task, items, 1)
        seconds = time.perf_counter() - start
    if list(results) != list(workload.expected(SIZE)):
        raise ValueError(f"{workload.task.__module__}: wrong answers of the plain loop")
    return seconds


def main() -> None:
    """Time them all, each at the start of a fresh chunk of the interpreter's stack."""
    found = {
        name: with_stack_room(partial(seconds_of, workload))
        for name, workload in load_workloads().items()
        if workload.kind == KIND
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
