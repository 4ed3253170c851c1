"""A ``Process`` does on its way what the library promises: checked in every round of `startup`."""

import multiprocessing
from typing import Any

from benchmarks.stand_in.openings import JOIN_SECONDS
from benchmarks.stand_in.tasks import answer, begin_send_and_wait

NAME = "manyhands-checked"


class BrokenPromise(RuntimeError):
    """A process was not what the library says; the message says in which point."""


def check_process(start_method: str) -> int:
    """Take one process from its start to its end; how many promises it kept.

    Outside of the clock, because what is looked at must hold still meanwhile.
    """
    kept = 0

    def expect(what: str, got: Any, expected: Any) -> None:
        nonlocal kept
        if got != expected:
            raise BrokenPromise(
                f"{start_method} process: {what} gave {got!r}, expected {expected!r}"
            )
        kept += 1

    context: Any = multiprocessing.get_context(start_method)
    ours, theirs = context.Pipe()
    process = context.Process(target=begin_send_and_wait, args=(theirs, answer), name=NAME)
    expect("is_alive() before start()", process.is_alive(), False)
    expect("pid before start()", process.pid, None)
    process.start()
    theirs.close()
    expect("is_alive() after start()", process.is_alive(), True)
    expect("name", process.name, NAME)
    expect("type of pid", type(process.pid), int)
    expect("listed in active_children()", process in multiprocessing.active_children(), True)
    expect("join(0) of one that runs", process.join(0), None)
    expect("exitcode of one that runs", process.exitcode, None)
    ours.send_bytes(b"end")
    process.join(JOIN_SECONDS)
    expect("exitcode after join(timeout)", process.exitcode, 0)
    expect("is_alive() after join(timeout)", process.is_alive(), False)
    expect("listed in active_children()", process in multiprocessing.active_children(), False)
    process.close()
    ours.close()
    return kept
