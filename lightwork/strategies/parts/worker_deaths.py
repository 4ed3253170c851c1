"""What to say when a worker process ended before its work was done."""

import signal
import time
from collections.abc import Iterable, Sequence
from multiprocessing.process import BaseProcess

from lightwork.strategies import WorkerDied

#: How often those who wait look whether the workers still live, in seconds. It bounds how long a
#: death goes unseen and costs the normal path nothing: a result wakes the waiting at once.
TICK_SECONDS = 0.25


def died(strategy: str, process: BaseProcess | None, role: str = "worker") -> WorkerDied:
    """Make the error for a dead process: which, how, and what to do next.

    ``process`` is None where the library has already forgotten which one it was.
    """
    if process is None:
        return WorkerDied(f"{strategy}: a {role} ended before its work was done. {advice(None)}")
    code = process.exitcode
    return WorkerDied(
        f"{strategy}: {role} {process.name} (pid {process.pid}) {how_it_ended(code)} "
        f"before its work was done. {advice(code)}"
    )


def first_dead(
    processes: Iterable[BaseProcess], ends_others_by: signal.Signals = signal.SIGTERM
) -> BaseProcess | None:
    """Give the process that died by itself: not one that a library ended because of it.

    Where all ended as a library ends them, it is any of these.
    """
    dead = [process for process in processes if process.exitcode is not None]
    return next(iter([one for one in dead if one.exitcode != -ends_others_by] or dead), None)


def await_dead(
    processes: Sequence[BaseProcess],
    seconds: float,
    ends_others_by: signal.Signals = signal.SIGTERM,
) -> BaseProcess | None:
    """Give the process that died by itself, if its end becomes known within ``seconds``.

    It may take a moment although the library has noticed: of two threads that ask the kernel for
    an exit code one gets it, and until it has written it down the other knows nothing.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended = [process for process in processes if process.exitcode is not None]
        alone = any(process.exitcode != -ends_others_by for process in ended)
        if alone or len(ended) == len(processes):
            break
        time.sleep(0.005)
    return first_dead(processes, ends_others_by)


def how_it_ended(code: int | None) -> str:
    """Say how a process with this exit code ended, for people."""
    if code is None:
        return "closed its pipe"
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def advice(code: int | None) -> str:
    """Say what to do next about a process that ended with this exit code."""
    if code is not None and code == -getattr(signal, "SIGKILL", 9):
        return (
            "If nobody killed it, the host ran out of memory (see `dmesg`): "
            "use fewer workers or a smaller size."
        )
    if code is not None and code < 0:
        return (
            "A library crashed or somebody sent the signal: run again with "
            "PYTHONFAULTHANDLER=1 to see where."
        )
    return (
        "The task or a library ended the process, or it could not start (its own words are on "
        "stderr): run the workload with the strategy `serial` to see."
    )
