"""The sharing ladder: which rungs there are for processes and threads, and how each is made."""

import multiprocessing
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from multiprocessing.managers import SyncManager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.costs._container_rungs import LockedItem, QueuePuts, Slots
from benchmarks.costs._record_file import RecordFile
from benchmarks.costs._rungs import (
    Counter,
    Locked,
    OwnLock,
    PlainGlobal,
    ReadGlobal,
    Rung,
    Sharded,
    Unlocked,
)
from benchmarks.record import Case
from strategies._manager_server import open_server

#: Updates of each worker in a round, so many that a contended round takes 15 to 40 ms on a 2-core
#: virtual machine. What a kind of worker has no number for makes no sense there: threads need no
#: shared memory and no server.
UPDATES: Mapping[str, Mapping[str, int]] = {
    "process": {
        "nothing": 500_000, "read_global": 500_000, "plain_global": 500_000,
        "value_lock": 10_000, "value_outer_lock": 20_000, "value_unlocked": 300_000,
        "array_slots": 200_000, "sharded": 500_000,
        "manager_value": 100, "manager_array": 100, "manager_list": 100,
        "manager_dict": 100, "manager_queue": 300, "manager_lock": 150,
        "file_locked": 4_000, "file_unlocked": 4_000,
    },
    "threads": {
        "nothing": 500_000, "read_global": 500_000, "plain_global": 500_000,
        "value_lock": 100_000, "value_unlocked": 500_000, "array_slots": 300_000,
        "sharded": 500_000, "file_locked": 2_000, "file_unlocked": 2_000,
    },
}  # fmt: skip
FILES = ("file_locked", "file_unlocked")
MANAGED = (
    "manager_value", "manager_array", "manager_list", "manager_dict", "manager_queue",
    "manager_lock",
)  # fmt: skip
#: Rungs in which a worker waits while another makes its update.
LOCKING = (
    "value_lock", "value_outer_lock", "manager_value", "manager_array", "manager_list",
    "manager_dict", "manager_lock",
)  # fmt: skip


class Makers(NamedTuple):
    """Makes what a kind of worker can share."""

    cell: Callable[[], Any]
    guarded_cell: Callable[[], Any]  # brings a lock of its own along
    slots: Callable[[int], Any]
    lock: Callable[[], Any]


class Cell:
    """What threads share: a plain object with a ``value``."""

    value = 0


def _for_processes(start_method: str) -> Makers:
    context = multiprocessing.get_context(start_method)
    return Makers(
        cell=lambda: context.Value("q", 0, lock=False),
        guarded_cell=lambda: context.Value("q", 0),
        slots=lambda count: context.Array("q", count, lock=False),
        lock=context.Lock,
    )


def _for_threads() -> Makers:
    return Makers(Cell, Cell, lambda count: [0] * count, threading.Lock)


def _counter(case: Case, updates: int, make: Makers) -> Counter:
    """Make a rung that needs no server."""
    own_lock = case.strategy == "process"
    makers: dict[str, Callable[[], Counter]] = {
        "nothing": lambda: Counter(updates),
        "read_global": lambda: ReadGlobal(updates),
        "plain_global": lambda: PlainGlobal(updates),
        "value_lock": lambda: (
            OwnLock(updates, make.guarded_cell())
            if own_lock
            else Locked(updates, make.cell(), make.lock())
        ),
        "value_outer_lock": lambda: Locked(updates, make.cell(), make.lock()),
        "value_unlocked": lambda: Unlocked(updates, make.cell()),
        "array_slots": lambda: Slots(updates, make.slots(case.workers)),
        "sharded": lambda: Sharded(updates, make.cell(), make.lock()),
    }
    return makers[case.workload]()


def _managed(name: str, updates: int, make: Makers, manager: SyncManager) -> Counter:
    """Make a rung of a Manager's server.

    Value, Array, list and dict are read, changed and written back under the Manager's lock, so that
    none is lost. The rung ``manager_lock`` is the lock alone, around a value in shared memory.
    """
    makers: dict[str, Callable[[], Counter]] = {
        "manager_value": lambda: Locked(updates, manager.Value("q", 0), manager.Lock()),
        "manager_array": lambda: LockedItem(updates, manager.Array("q", [0]), 0, manager.Lock()),
        "manager_list": lambda: LockedItem(updates, manager.list([0]), 0, manager.Lock()),
        "manager_dict": lambda: LockedItem(updates, manager.dict(), "updates", manager.Lock()),
        "manager_queue": lambda: QueuePuts(updates, manager.Queue()),
        "manager_lock": lambda: Locked(updates, make.cell(), manager.Lock()),
    }
    return makers[name]()


@contextmanager
def opened_rung(case: Case) -> Iterator[Rung]:
    """Make what the workers of a case share; in the end nothing of it is left."""
    amount = amount_of(case)
    make = _for_processes(case.start_method) if case.strategy == "process" else _for_threads()
    if case.workload in FILES:
        locked = case.workload == "file_locked"
        lock = make.lock() if locked else nullcontext()
        with tempfile.TemporaryDirectory("", "manyhands-", ignore_cleanup_errors=True) as folder:
            yield RecordFile(str(Path(folder) / "records"), amount, lock, locked)
    elif case.workload in MANAGED:
        with open_server(case.start_method) as manager:
            yield _managed(case.workload, amount, make, manager)
    else:
        yield _counter(case, amount, make)


def size_of(strategy: str, rung: str) -> str:
    """A rung's size as a case has it: updates of each worker, or records of the one that writes."""
    unit = "records" if rung in FILES else "updates"
    return f"{UPDATES[strategy][rung]}_{unit}"


def amount_of(case: Case) -> int:
    """The number in a case's size."""
    return int(case.size.partition("_")[0])


def operations_of(case: Case) -> int:
    """How many updates all workers make in a round, or how many records are written."""
    return amount_of(case) * (1 if case.workload in FILES else case.workers)
