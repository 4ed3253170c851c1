"""What the library promises of a ``Process``, looked at on its way from start to end."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

from lightwork.measuring.costs._repeats import Batch
from lightwork.measuring.costs._startup.mechanisms import JOIN_SECONDS
from lightwork.measuring.costs._startup.worker_tasks import begin_send_and_wait, least_answer

#: Of the process that is checked.
_NAME = "lightwork-checked"


class CheckedBatch(Batch):
    """A part of a round that starts processes; beside it one is checked, outside of the clock."""

    def __init__(self, call: Callable[[], Any], start_method: str) -> None:
        super().__init__(call)
        self._start_method = start_method

    def collect(self) -> Sequence[Any]:
        """What the last call gave. Raises `BrokenPromise`."""
        check_process(self._start_method)
        return super().collect()


class BrokenPromise(RuntimeError):
    """A process was not what the library says; the message says in which point."""


def check_process(start_method: str) -> None:
    """Take one process from its start to its end. Raises `BrokenPromise`.

    It is one of its own, because what is looked at must hold still meanwhile.
    """
    context: Any = multiprocessing.get_context(start_method)
    ours, theirs = context.Pipe()
    process = context.Process(target=begin_send_and_wait, args=(theirs, least_answer), name=_NAME)
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
    _expect("name", process.name, _NAME)
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
