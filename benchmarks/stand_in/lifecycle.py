"""A ``Process`` does on its way what the library promises: checked in every round of `startup`."""

import multiprocessing
from typing import Any

from benchmarks.stand_in.openings import JOIN_SECONDS
from benchmarks.stand_in.tasks import answer, begin_send_and_wait

NAME = "manyhands-checked"


class BrokenPromise(RuntimeError):
    """A process was not what the library says; the message says in which point."""


def check_process(start_method: str) -> None:
    """Take one process from its start to its end. Raises `BrokenPromise`.

    Outside of the clock, because what is looked at must hold still meanwhile.
    """
    context: Any = multiprocessing.get_context(start_method)
    ours, theirs = context.Pipe()
    process = context.Process(target=begin_send_and_wait, args=(theirs, answer), name=NAME)
    _expect("is_alive() before start()", process.is_alive(), False)
    _expect("pid before start()", process.pid, None)
    process.start()
    theirs.close()
    try:
        _check_running(process)
        ours.send_bytes(b"end")
        process.join(JOIN_SECONDS)
        _check_ended(process)
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _check_running(process: Any) -> None:
    _expect("is_alive() after start()", process.is_alive(), True)
    _expect("name", process.name, NAME)
    _expect("type of pid", type(process.pid), int)
    _expect("listed in active_children()", process in multiprocessing.active_children(), True)
    _expect("join(0) of one that runs", process.join(0), None)
    _expect("exitcode of one that runs", process.exitcode, None)


def _check_ended(process: Any) -> None:
    _expect("exitcode after join(timeout)", process.exitcode, 0)
    _expect("is_alive() after join(timeout)", process.is_alive(), False)
    _expect("still in active_children()", process in multiprocessing.active_children(), False)


def _expect(what: str, got: Any, expected: Any) -> None:
    if got != expected:
        raise BrokenPromise(f"multiprocessing.Process: {what} gave {got!r}, expected {expected!r}")
